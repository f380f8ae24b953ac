package dev.wsgateway.gateway.protocol;

import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.hub.Publication;
import org.jspecify.annotations.Nullable;

/** What the gateway sends: the answer to a command, or something of its own accord. */
public sealed interface Reply {
    /** The answer to the command with that id. */
    record Answer(long id, Result result) implements Reply {}

    /** The command with that id failed. The message is for humans; programs look at the code. */
    record Failure(long id, ErrorCode code, String message) implements Reply {
        public Failure(long id, ErrorCode code) {
            this(id, code, code.message());
        }
    }

    /** A reply with nothing in it: the client answers with a command that has nothing in it. */
    record Ping() implements Reply {}

    /**
     * The gateway subscribed the client to a channel.
     *
     * @param position behind which publications follow; null where the channel keeps no history
     * @param data what a backend tells the client with it, a JSON text; null for nothing
     */
    record Subscribed(String channel, @Nullable Position position, byte @Nullable [] data) implements Reply {}

    /** A publication, for this client alone. */
    record Published(Publication publication) implements Reply {}

    /** The connection's token counts as renewed: it ends in that many seconds, or with 0 never. */
    record Refreshed(long ttl) implements Reply {}

    /** The gateway ended a subscription. The client subscribes again for codes from 2500. */
    record Unsubscribed(String channel, int code, String reason) implements Reply {}
}
