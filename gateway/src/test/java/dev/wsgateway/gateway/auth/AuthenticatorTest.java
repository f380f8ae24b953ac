package dev.wsgateway.gateway.auth;

import static dev.wsgateway.gateway.auth.Tokens.claims;
import static dev.wsgateway.gateway.auth.Tokens.signed;
import static dev.wsgateway.gateway.auth.Tokens.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.PlainJWT;
import com.sun.net.httpserver.HttpServer;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.auth.TokenException.Reason;
import dev.wsgateway.gateway.settings.SecretFiles;
import dev.wsgateway.gateway.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final RSAKey RSA =
            generate(() -> new RSAKeyGenerator(2048).keyID("k1").generate());
    private static final ECKey EC =
            generate(() -> new ECKeyGenerator(Curve.P_256).keyID("k1").generate());

    private Settings settings = secret(Tokens.SECRET);
    private final Authenticator authenticator =
            new Authenticator(() -> settings, Clock.fixed(NOW, ZoneOffset.UTC), Runnable::run);

    private interface Generator<T> {
        T generate() throws JOSEException;
    }

    private static <T> T generate(Generator<T> generator) {
        try {
            return generator.generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Settings secret(byte[] secret) {
        return settings(new GatewayConfig.Jwt("jwt/key", null, null, null, null), Map.of("jwt/key", secret));
    }

    private static Settings publicKey(String pem) {
        return settings(
                new GatewayConfig.Jwt(null, "jwt/key", null, null, null), Map.of("jwt/key", pem.getBytes(UTF_8)));
    }

    private static Settings settings(GatewayConfig.Jwt jwt, Map<String, byte[]> files) {
        GatewayConfig config = Configs.config("redis://localhost")
                .authentication(new GatewayConfig.Authentication(false, jwt))
                .build();
        return Settings.of(config, "v", new SecretFiles(files));
    }

    private static String pem(Key key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static Date seconds(long fromNow) {
        return Date.from(NOW.plusSeconds(fromNow));
    }

    private Identity identity(String token) {
        return authenticator.connection(token).toCompletableFuture().join();
    }

    private Reason refusal(String token) {
        return reason(authenticator.connection(token));
    }

    private static Reason reason(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> stage.toCompletableFuture().join());
        if (failure instanceof CompletionException && failure.getCause() instanceof TokenException refused) {
            return refused.reason();
        }
        throw new AssertionError("not refused, but " + failure, failure);
    }

    @Test
    void readsWhoTheClientIs() {
        Identity identity = identity(token(
                "42",
                claims -> claims.expirationTime(seconds(60))
                        .claim("info", Map.of("name", "Ada"))
                        .claim("channels", List.of("user:42", "news:a"))));
        assertThat(identity.user()).isEqualTo("42");
        assertThat(identity.expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(new String(identity.info(), UTF_8)).isEqualTo("{\"name\":\"Ada\"}");
        assertThat(identity.channels()).containsExactlyInAnyOrder("user:42", "news:a");
    }

    @Test
    void takesATokenThatDoesNotExpire() {
        assertThat(identity(token("42", claims -> claims)).expiresAt()).isNull();
    }

    @Test
    void refusesNoTokenUnlessAnonymousClientsAreWelcome() {
        assertThat(refusal("")).isEqualTo(Reason.MISSING);
        settings = Settings.of(Configs.config("redis://localhost")
                .authentication(new GatewayConfig.Authentication(true, null))
                .build());
        assertThat(identity("").isAnonymous()).isTrue();
        assertThat(refusal(token("42", claims -> claims))).isEqualTo(Reason.INVALID);
    }

    @Test
    void refusesAnExpiredToken() {
        assertThat(refusal(token("42", claims -> claims.expirationTime(seconds(0)))))
                .isEqualTo(Reason.EXPIRED);
        assertThat(refusal(token("42", claims -> claims.expirationTime(seconds(-3600)))))
                .isEqualTo(Reason.EXPIRED);
    }

    @Test
    void refusesATokenFromTheFuture() {
        assertThat(refusal(token("42", claims -> claims.notBeforeTime(seconds(61)))))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(token("42", claims -> claims.issueTime(seconds(61)))))
                .isEqualTo(Reason.INVALID);
        assertThat(identity(token("42", claims -> claims.issueTime(seconds(59)).notBeforeTime(seconds(59))))
                        .user())
                .isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJIUzI1NiJ9..", "\u00e9", "...."})
    void refusesWhatIsNoToken(String token) {
        assertThat(refusal(token)).isEqualTo(Reason.INVALID);
    }

    @Test
    void refusesForgedTokens() throws JOSEException {
        String good = token("42", claims -> claims);
        assertThat(refusal(token("another secret of 32 bytes or more!".getBytes(UTF_8), "42", claims -> claims)))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(good.substring(0, good.lastIndexOf('.') + 1))).isEqualTo(Reason.INVALID);
        assertThat(refusal(new PlainJWT(claims("42", claims -> claims)).serialize()))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(signed(JWSAlgorithm.RS256, new RSASSASigner(RSA), claims("42", claims -> claims))))
                .isEqualTo(Reason.INVALID);
        byte[] longer = (new String(Tokens.SECRET, UTF_8) + "0123456789012345678901234567890123").getBytes(UTF_8);
        assertThat(refusal(signed(JWSAlgorithm.HS512, new MACSigner(longer), claims("42", claims -> claims))))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void refusesAnHs256TokenMadeFromThePublicKey() throws JOSEException {
        String pem = pem(RSA.toRSAPublicKey());
        settings = publicKey(pem);
        String forged = signed(JWSAlgorithm.HS256, new MACSigner(pem.getBytes(UTF_8)), claims("42", c -> c));
        assertThat(refusal(forged)).isEqualTo(Reason.INVALID);
        String raw =
                signed(JWSAlgorithm.HS256, new MACSigner(RSA.toRSAPublicKey().getEncoded()), claims("42", c -> c));
        assertThat(refusal(raw)).isEqualTo(Reason.INVALID);
    }

    @Test
    void checksRs256AndEs256WithAPublicKey() throws JOSEException {
        String rsa = signed(JWSAlgorithm.RS256, new RSASSASigner(RSA), claims("42", claims -> claims));
        String ec = signed(JWSAlgorithm.ES256, new ECDSASigner(EC), claims("42", claims -> claims));
        settings = publicKey(pem(RSA.toRSAPublicKey()));
        assertThat(identity(rsa).user()).isEqualTo("42");
        assertThat(refusal(ec)).isEqualTo(Reason.INVALID);
        settings = publicKey(pem(EC.toECPublicKey()));
        assertThat(identity(ec).user()).isEqualTo("42");
        assertThat(refusal(rsa)).isEqualTo(Reason.INVALID);
        String rs512 = signed(JWSAlgorithm.RS512, new RSASSASigner(RSA), claims("42", claims -> claims));
        settings = publicKey(pem(RSA.toRSAPublicKey()));
        assertThat(refusal(rs512)).isEqualTo(Reason.INVALID);
    }

    @Test
    void takesUpAChangedSecretAndKeepsTheOldOneWhileTheFileIsBad() {
        byte[] next = "the next shared secret has 32 bytes too".getBytes(UTF_8);
        assertThat(identity(token("42", claims -> claims)).user()).isEqualTo("42");
        settings = secret("short".getBytes(UTF_8));
        assertThat(identity(token("42", claims -> claims)).user()).isEqualTo("42");
        settings = settings(new GatewayConfig.Jwt("jwt/key", null, null, null, null), Map.of());
        assertThat(identity(token("42", claims -> claims)).user()).isEqualTo("42");
        settings = secret(next);
        assertThat(refusal(token("42", claims -> claims))).isEqualTo(Reason.INVALID);
        assertThat(identity(token(next, "42", claims -> claims)).user()).isEqualTo("42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no PEM",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
            })
    void saysTryLaterWhenThereIsNoUsableKey(String file) {
        settings = publicKey(file);
        assertThat(refusal(token("42", claims -> claims))).isEqualTo(Reason.KEYS_UNAVAILABLE);
    }

    @Test
    void checksIssuerAndAudienceWhereConfigured() {
        settings = settings(
                new GatewayConfig.Jwt("jwt/key", null, null, "https://idp", "chat"), Map.of("jwt/key", Tokens.SECRET));
        UnaryOperator<com.nimbusds.jwt.JWTClaimsSet.Builder> right =
                claims -> claims.issuer("https://idp").audience(List.of("other", "chat"));
        assertThat(identity(token("42", right)).user()).isEqualTo("42");
        assertThat(refusal(token("42", claims -> right.apply(claims).issuer("https://evil"))))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(token("42", claims -> right.apply(claims).audience("other"))))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(token("42", claims -> claims))).isEqualTo(Reason.INVALID);
    }

    @Test
    void refusesClaimsOfTheWrongKind() {
        assertThat(refusal(token(null, claims -> claims))).isEqualTo(Reason.INVALID);
        assertThat(refusal(token("", claims -> claims))).isEqualTo(Reason.INVALID);
        assertThat(refusal(token("42", claims -> claims.claim("channels", "news:a"))))
                .isEqualTo(Reason.INVALID);
        assertThat(refusal(token("42", claims -> claims.claim("channel", "news:a"))))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void grantsASubscriptionToItsUserChannelAndClientOnly() {
        String token = token(
                "42",
                claims -> claims.claim("channel", "room:1")
                        .claim("client", "c1")
                        .claim("info", 7)
                        .expirationTime(seconds(60)));
        SubscriptionGrant grant = authenticator
                .subscription(token, "room:1", "42", "c1")
                .toCompletableFuture()
                .join();
        assertThat(grant.expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(grant.info()).isEqualTo("7".getBytes(UTF_8));
        assertThat(reason(authenticator.subscription(token, "room:2", "42", "c1")))
                .isEqualTo(Reason.INVALID);
        assertThat(reason(authenticator.subscription(token, "room:1", "43", "c1")))
                .isEqualTo(Reason.INVALID);
        assertThat(reason(authenticator.subscription(token, "room:1", "42", "c2")))
                .isEqualTo(Reason.INVALID);
        assertThat(reason(authenticator.subscription(token("42", claims -> claims), "room:1", "42", "c1")))
                .isEqualTo(Reason.INVALID);
    }

    @Test
    void fetchesAKeySetOnceAndSaysTryLaterWhileItIsAway() throws IOException, JOSEException {
        AtomicInteger fetches = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks.json", exchange -> {
            boolean away = fetches.incrementAndGet() <= 2;
            byte[] body = new JWKSet(List.of(RSA.toPublicJWK())).toString().getBytes(UTF_8);
            exchange.sendResponseHeaders(away ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
            settings = settings(new GatewayConfig.Jwt(null, null, url, null, null), Map.of());
            String good = signed(JWSAlgorithm.RS256, new RSASSASigner(RSA), claims("42", claims -> claims));
            assertThat(refusal(good)).isEqualTo(Reason.KEYS_UNAVAILABLE);
            assertThat(fetches).hasValue(2);
            assertThat(identity(good).user()).isEqualTo("42");
            assertThat(identity(good).user()).isEqualTo("42");
            assertThat(fetches).hasValue(3);
            String forged = signed(JWSAlgorithm.HS256, new MACSigner(Tokens.SECRET), claims("42", claims -> claims));
            assertThat(refusal(forged)).isEqualTo(Reason.INVALID);
        } finally {
            server.stop(0);
        }
    }
}
