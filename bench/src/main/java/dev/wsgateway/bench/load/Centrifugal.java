package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Centrifugal client protocol, version 2, in JSON. */
final class Centrifugal implements Dialect {
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)[^\\[]*$");
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]*)\"");

    // A ping, and so its answer, is an empty object; it may come together with publications.
    private static final byte[] PONG = "{}".getBytes(UTF_8);

    @Override
    public String path(String channel) {
        return "/connection/websocket";
    }

    @Override
    public List<byte[]> onOpen(String channel, @Nullable Position since) {
        String recover = since == null
                ? ""
                : ",\"recover\":true,\"offset\":" + since.offset() + ",\"epoch\":\"" + since.epoch() + "\"";
        return List.of(
                ("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"" + recover + "}}")
                        .getBytes(UTF_8));
    }

    @Override
    public Reaction onMessage(byte[] message, String channel) {
        String text = new String(message, UTF_8);
        if (text.lines().anyMatch("{}"::equals)) {
            return new Reaction(PONG, false, null);
        }
        if (text.contains("\"error\"")) {
            throw new IllegalStateException("refused: " + text);
        }
        if (!text.contains("\"subscribe\":")) {
            return Reaction.NONE;
        }
        Matcher offset = OFFSET.matcher(text);
        Matcher epoch = EPOCH.matcher(text);
        if (!epoch.find()) {
            return Reaction.READY;
        }
        return new Reaction(
                null, true, new Position(epoch.group(1), offset.find() ? Long.parseLong(offset.group(1)) : 0));
    }

    @Override
    public byte[] append(byte[] data) {
        return ("{\"id\":9,\"rpc\":{\"method\":\"orders\",\"data\":" + new String(data, UTF_8) + "}}").getBytes(UTF_8);
    }

    @Override
    public byte[] acknowledgement() {
        return "{\"id\":9,\"rpc\"".getBytes(UTF_8);
    }
}
