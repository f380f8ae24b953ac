package dev.wsgateway.gateway.redis;

import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection for commands and the subscriptions, each made once: Lettuce makes them anew when they are lost. {@link
 * #connect} from one thread, the rest from any.
 *
 * @param <C> the connection for commands
 */
final class Connections<C extends StatefulConnection<String, byte[]>> {
    private final CompletableFuture<C> commands = new CompletableFuture<>();
    private final CompletableFuture<PubSub> pubSub = new CompletableFuture<>();

    /** Makes what has not been made yet; fails as one of the two does, and may be called again then. Blocks. */
    void connect(Supplier<C> toCommands, Supplier<PubSub> toPubSub) {
        if (!commands.isDone()) {
            commands.complete(toCommands.get());
        }
        if (!pubSub.isDone()) {
            pubSub.complete(toPubSub.get());
        }
    }

    /** The connection for commands; null while it has never been there. */
    @Nullable
    C commands() {
        return commands.getNow(null);
    }

    /** Has something done with the connection for commands, as soon as it is there. */
    void withCommands(Consumer<C> action) {
        var _ = commands.thenAccept(action);
    }

    boolean isOpen() {
        C connection = commands();
        return connection != null && connection.isOpen();
    }

    /** The subscriptions, as soon as they are there. */
    CompletableFuture<PubSub> pubSub() {
        return pubSub;
    }
}
