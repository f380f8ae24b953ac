package dev.wsgateway.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.TokenException.Reason;
import dev.wsgateway.gateway.settings.Settings;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Checks a token's signature, times, issuer and audience. Blocks while a key set is fetched. */
final class TokenVerifier {
    /** How far the clock of whoever makes the tokens may be ahead of ours. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private final Clock clock;
    private final VerificationKeys keys;

    TokenVerifier(Clock clock, VerificationKeys keys) {
        this.clock = clock;
        this.keys = keys;
    }

    JWTClaimsSet verify(String token, Settings settings) {
        GatewayConfig.Jwt jwt = settings.config().authentication().jwt();
        if (jwt == null) {
            throw new TokenException(Reason.INVALID, "authentication.jwt is not set: no token is accepted");
        }
        JWTClaimsSet claims = signed(token, settings, jwt);
        checkTimes(claims);
        if (jwt.issuer() != null && !jwt.issuer().equals(claims.getIssuer())) {
            throw new TokenException(Reason.INVALID, "claim 'iss' is not " + jwt.issuer());
        }
        if (jwt.audience() != null && !claims.getAudience().contains(jwt.audience())) {
            throw new TokenException(Reason.INVALID, "claim 'aud' does not name " + jwt.audience());
        }
        return claims;
    }

    // The selector has keys for the configured algorithms only, whatever the token's header asks for.
    private JWTClaimsSet signed(String token, Settings settings, GatewayConfig.Jwt jwt) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(keys.selector(jwt, settings.secrets()));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier(null);
        try {
            return processor.process(token, null);
        } catch (KeySourceException e) {
            throw new TokenException(Reason.KEYS_UNAVAILABLE, "the key set can't be had: " + e.getMessage(), e);
        } catch (BadJOSEException | JOSEException e) {
            throw new TokenException(Reason.INVALID, String.valueOf(e.getMessage()), e);
        } catch (ParseException e) {
            throw new TokenException(Reason.INVALID, "it is no JSON Web Token", e);
        }
    }

    private void checkTimes(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires != null && !now.isBefore(expires.toInstant())) {
            throw new TokenException(Reason.EXPIRED, "expired at " + expires.toInstant());
        }
        notInTheFuture("nbf", claims.getNotBeforeTime(), now);
        notInTheFuture("iat", claims.getIssueTime(), now);
    }

    @SuppressWarnings("NullAway") // A claim that is absent is null.
    private static void notInTheFuture(String claim, Date time, Instant now) {
        if (time != null && time.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            throw new TokenException(Reason.INVALID, "claim '" + claim + "' is in the future: " + time.toInstant());
        }
    }
}
