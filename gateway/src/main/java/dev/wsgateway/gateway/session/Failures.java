package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.TokenException;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.gateway.stream.StreamFullException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** What stages failed with. */
final class Failures {
    private Failures() {}

    /** The failure itself, without what stages wrap around it. */
    static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Logs one that is not the client's: an outage is expected, anything else is a bug. */
    static void log(Logger log, Throwable failure, String client) {
        if (failure instanceof RedisUnavailableException
                || failure instanceof TokenException
                || failure instanceof StreamFullException) {
            log.atDebug()
                    .addKeyValue("client", client)
                    .addKeyValue("error", failure.getMessage())
                    .log("unavailable");
        } else {
            log.atError().addKeyValue("client", client).setCause(failure).log("failed");
        }
    }
}
