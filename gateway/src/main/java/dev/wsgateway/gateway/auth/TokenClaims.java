package dev.wsgateway.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.wsgateway.gateway.auth.TokenException.Reason;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the claims of a token, whose signature is checked, say to this gateway. */
record TokenClaims(
        String user,
        @Nullable Instant expiresAt,
        byte @Nullable [] info,
        Map<String, ServerSubscription> subscriptions,
        @Nullable String channel,
        @Nullable String client) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static TokenClaims of(JWTClaimsSet claims) {
        try {
            Date expires = claims.getExpirationTime();
            Object info = claims.getClaim("info");
            return new TokenClaims(
                    claims.getSubject() == null ? "" : claims.getSubject(),
                    expires == null ? null : expires.toInstant(),
                    info == null ? null : JSON.writeValueAsBytes(info),
                    SubscriptionClaims.of(claims),
                    claims.getStringClaim("channel"),
                    claims.getStringClaim("client"));
        } catch (ParseException | JsonProcessingException e) {
            throw new TokenException(
                    Reason.INVALID,
                    "claims: 'channels' is a list of strings, 'subs' an object of objects, 'channel' and 'client' are"
                            + " strings",
                    e);
        }
    }

    /** As a connection's token. */
    Identity identity() {
        if (channel != null) {
            throw new TokenException(Reason.INVALID, "it has a claim 'channel': a subscription's token");
        }
        if (user.isEmpty()) {
            throw new TokenException(Reason.INVALID, "claim 'sub', the user's id, is missing");
        }
        return new Identity(user, expiresAt, info, subscriptions);
    }

    /** As the token of a subscription. */
    SubscriptionGrant grant(String wanted, String bearer, String connection) {
        if (!wanted.equals(channel)) {
            throw new TokenException(Reason.INVALID, "claim 'channel' is not the channel subscribed to");
        }
        if (!user.equals(bearer)) {
            throw new TokenException(Reason.INVALID, "claim 'sub' is not the connection's user");
        }
        if (client != null && !client.equals(connection)) {
            throw new TokenException(Reason.INVALID, "claim 'client' is not this connection");
        }
        return new SubscriptionGrant(expiresAt, info);
    }
}
