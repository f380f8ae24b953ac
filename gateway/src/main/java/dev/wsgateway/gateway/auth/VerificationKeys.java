package dev.wsgateway.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.TokenException.Reason;
import dev.wsgateway.gateway.settings.SecretFiles;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys in force, each for its own algorithm only. They are made anew when the configuration or a key's file changes;
 * while a changed file holds no key, the one before stays. Any thread.
 */
final class VerificationKeys {
    private static final Logger log = LoggerFactory.getLogger(VerificationKeys.class);

    /** Shortest key of HS256, in bytes (RFC 7518, section 3.2). */
    private static final int SHORTEST_SECRET = 32;
    /** How long a key set that can't be fetched anew is still used. */
    private static final Duration OUTAGE = Duration.ofHours(24);

    private record Made(
            GatewayConfig.Jwt jwt,
            byte @Nullable [] file,
            @Nullable JWSKeySelector<SecurityContext> selector) {
        boolean isOf(GatewayConfig.Jwt otherJwt, byte @Nullable [] otherFile) {
            return jwt.equals(otherJwt) && Arrays.equals(file, otherFile);
        }
    }

    private @Nullable Made made;

    /**
     * Selects keys by a token's header.
     *
     * @throws TokenException when there is no usable key
     */
    synchronized JWSKeySelector<SecurityContext> selector(GatewayConfig.Jwt jwt, SecretFiles secrets) {
        String path = jwt.secretFile() != null ? jwt.secretFile() : jwt.publicKeyFile();
        byte[] file = path == null ? null : secrets.get(path);
        Made current = made;
        if (current == null || !current.isOf(jwt, file)) {
            current = make(jwt, path, file, current);
            made = current;
        }
        if (current.selector == null) {
            throw new TokenException(Reason.KEYS_UNAVAILABLE, "there is no usable key; the log says why");
        }
        return current.selector;
    }

    private static Made make(
            GatewayConfig.Jwt jwt, @Nullable String path, byte @Nullable [] file, @Nullable Made before) {
        try {
            return new Made(jwt, file, selector(jwt, path, file));
        } catch (IllegalArgumentException e) {
            JWSKeySelector<SecurityContext> kept = before != null && before.jwt.equals(jwt) ? before.selector : null;
            log.atError()
                    .addKeyValue("key", Objects.requireNonNullElse(path, jwt.jwksUrl()))
                    .addKeyValue("keepsKeyBefore", kept != null)
                    .log("no key to check tokens with: " + e.getMessage());
            return new Made(jwt, file, kept);
        }
    }

    private static JWSKeySelector<SecurityContext> selector(
            GatewayConfig.Jwt jwt, @Nullable String path, byte @Nullable [] file) {
        if (jwt.jwksUrl() != null) {
            return keySet(jwt.jwksUrl());
        }
        if (file == null) {
            throw new IllegalArgumentException("the Secret has no file " + path);
        }
        return jwt.secretFile() != null ? secret(file) : PublicKeyFile.selector(file);
    }

    private static JWSKeySelector<SecurityContext> secret(byte[] secret) {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("the secret of HS256 has " + secret.length + " bytes: write "
                    + SHORTEST_SECRET + " or more random ones");
        }
        return new SingleKeyJWSKeySelector<>(JWSAlgorithm.HS256, new SecretKeySpec(secret, "HmacSHA256"));
    }

    // The library fetches at most twice in 30 s, however many tokens name a key that the set does not have.
    private static JWSKeySelector<SecurityContext> keySet(String url) {
        try {
            return new JWSVerificationKeySelector<>(
                    Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
                    JWKSourceBuilder.create(URI.create(url).toURL())
                            .refreshAheadCache(false)
                            .retrying(true)
                            .outageTolerant(OUTAGE.toMillis())
                            .build());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("'" + url + "' is no URL of a key set", e);
        }
    }
}
