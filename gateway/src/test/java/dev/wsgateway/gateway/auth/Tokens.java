package dev.wsgateway.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes tokens for tests. */
public final class Tokens {
    /** A shared secret of HS256. */
    public static final byte[] SECRET = "a shared secret of 32 bytes, or more".getBytes(UTF_8);

    private Tokens() {}

    /** A token of the secret for a user, with further claims. */
    public static String token(@Nullable String user, UnaryOperator<JWTClaimsSet.Builder> claims) {
        return token(SECRET, user, claims);
    }

    /** A token of another secret. */
    public static String token(byte[] secret, @Nullable String user, UnaryOperator<JWTClaimsSet.Builder> claims) {
        try {
            return signed(JWSAlgorithm.HS256, new MACSigner(secret), claims(user, claims));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWTClaimsSet claims(@Nullable String user, UnaryOperator<JWTClaimsSet.Builder> more) {
        return more.apply(new JWTClaimsSet.Builder().subject(user)).build();
    }

    static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID("k1").build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    /** A moment some seconds away. */
    public static Date in(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }
}
