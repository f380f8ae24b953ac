package dev.wsgateway.e2e.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens signed with HS256 (RFC 7519), as a backend would make them. */
public final class Tokens {
    private Tokens() {}

    /** A token for a user, that does not expire. */
    static String of(String user) throws GeneralSecurityException {
        return of(user, "");
    }

    /**
     * A token for a user.
     *
     * @param claims further claims as they stand in JSON, each behind a comma
     */
    static String of(String user, String claims) throws GeneralSecurityException {
        return of(Fleet.JWT_SECRET, user, claims);
    }

    /** As {@link #of(String, String)}, signed with a secret of the caller. */
    public static String of(String secret, String user, String claims) throws GeneralSecurityException {
        String content = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8)) + "."
                + base64(("{\"sub\":\"" + user + "\"" + claims + "}").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return content + "." + base64(mac.doFinal(content.getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
