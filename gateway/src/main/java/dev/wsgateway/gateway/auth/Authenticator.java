package dev.wsgateway.gateway.auth;

import dev.wsgateway.gateway.auth.TokenException.Reason;
import dev.wsgateway.gateway.settings.Settings;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Tells from a JSON Web Token (RFC 7519) who a client is. Keys are those of the settings in force; a changed one counts
 * for the next token. Any thread; tokens are checked on the executor, since a key set may have to be fetched first.
 *
 * <p>Every stage fails with {@link TokenException} and nothing else.
 */
public final class Authenticator {
    private final Supplier<Settings> settings;
    private final TokenVerifier verifier;
    private final Executor executor;

    /**
     * Makes one.
     *
     * @param clock what {@code exp}, {@code nbf} and {@code iat} are checked against
     * @param executor checks tokens and fetches key sets: blocks for seconds at worst
     */
    public Authenticator(Supplier<Settings> settings, Clock clock, Executor executor) {
        this.settings = settings;
        this.verifier = new TokenVerifier(clock, new VerificationKeys());
        this.executor = executor;
    }

    /** The identity of a client that connects with this token; an empty one is no token. */
    public CompletionStage<Identity> connection(String token) {
        Settings current = settings.get();
        if (token.isEmpty()) {
            return current.config().authentication().anonymous()
                    ? CompletableFuture.completedFuture(Identity.ANONYMOUS)
                    : CompletableFuture.failedFuture(
                            new TokenException(Reason.MISSING, "no token, and authentication.anonymous is not true"));
        }
        return CompletableFuture.supplyAsync(
                () -> TokenClaims.of(verifier.verify(token, current)).identity(), executor);
    }

    /**
     * What a subscription's token grants.
     *
     * @param client id of the connection, which the token may be bound to by its claim {@code client}
     */
    public CompletionStage<SubscriptionGrant> subscription(String token, String channel, String user, String client) {
        Settings current = settings.get();
        return CompletableFuture.supplyAsync(
                () -> TokenClaims.of(verifier.verify(token, current)).grant(channel, user, client), executor);
    }
}
