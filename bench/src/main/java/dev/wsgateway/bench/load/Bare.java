package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No protocol on top of WebSocket: the channel is in the URL, the server says {@code ready} when it is subscribed, and
 * {@code ok} for each message that it has appended.
 */
final class Bare implements Dialect {
    @Override
    public String path(String channel) {
        return "/?channel=" + channel;
    }

    @Override
    public List<byte[]> onOpen(String channel, @Nullable Position since) {
        return List.of();
    }

    @Override
    public Reaction onMessage(byte[] message, String channel) {
        return new String(message, UTF_8).equals("ready") ? Reaction.READY : Reaction.NONE;
    }

    @Override
    public byte[] append(byte[] data) {
        return data;
    }

    @Override
    public byte[] acknowledgement() {
        return "ok".getBytes(UTF_8);
    }
}
