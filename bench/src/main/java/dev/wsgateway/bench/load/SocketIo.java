package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Socket.IO 4 over a WebSocket from the start: Engine.IO 4 packets, one a message. The server of this benchmark puts a
 * socket into the room that it names with the event {@code join}, and appends what comes with the event {@code append}.
 */
final class SocketIo implements Dialect {
    @Override
    public String path(String channel) {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    public List<byte[]> onOpen(String channel, @Nullable Position since) {
        return List.of();
    }

    @Override
    public Reaction onMessage(byte[] message, String channel) {
        return switch (message[0]) {
            case '0' -> answer("40");
            case '2' -> answer("3");
            case '4' ->
                switch (message[1]) {
                    case '0' -> answer("421[\"join\",\"" + channel + "\"]");
                    case '3' -> Reaction.READY;
                    default -> Reaction.NONE;
                };
            default -> Reaction.NONE;
        };
    }

    private static Reaction answer(String text) {
        return new Reaction(text.getBytes(UTF_8), false, null);
    }

    @Override
    public byte[] append(byte[] data) {
        return ("422[\"append\"," + new String(data, UTF_8) + "]").getBytes(UTF_8);
    }

    @Override
    public byte[] acknowledgement() {
        return "432".getBytes(UTF_8);
    }
}
