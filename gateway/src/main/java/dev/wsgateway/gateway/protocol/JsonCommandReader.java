package dev.wsgateway.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.wsgateway.gateway.history.Position;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one command from a line of JSON. Data are cut out of the line as they stand, not written anew: numbers keep
 * their digits and objects the order of their fields.
 */
final class JsonCommandReader {
    private static final long MAX_ID = 0xffff_ffffL;
    private static final byte[] NONE = {};

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build();

    private final byte[] frame;
    private final int start;
    private final JsonParser in;

    private JsonCommandReader(byte[] frame, int start, JsonParser in) {
        this.frame = frame;
        this.start = start;
        this.in = in;
    }

    /** A reader for the bytes of a line; null when it is blank. */
    static @Nullable JsonCommandReader ofLine(byte[] frame, int from, int end) throws MalformedFrameException {
        int start = from;
        while (start < end && (frame[start] == ' ' || frame[start] == '\t' || frame[start] == '\r')) {
            start++;
        }
        if (start == end) {
            return null;
        }
        // Beginning with '{' and without NUL, Jackson can't take the line for UTF-16 or UTF-32.
        if (frame[start] != '{' || hasNul(frame, start, end)) {
            throw new MalformedFrameException("a command is a JSON object in UTF-8");
        }
        try {
            return new JsonCommandReader(frame, start, JSON.createParser(frame, start, end - start));
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static boolean hasNul(byte[] frame, int start, int end) {
        for (int i = start; i < end; i++) {
            if (frame[i] == 0) {
                return true;
            }
        }
        return false;
    }

    Command read() throws MalformedFrameException {
        try (in) {
            Command command = command();
            if (in.nextToken() != null) {
                throw new MalformedFrameException("something follows the command on its line");
            }
            return command;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static MalformedFrameException malformed(IOException e) {
        String where = e instanceof JsonProcessingException json && json.getLocation() != null
                ? "no JSON in column " + json.getLocation().getColumnNr() + " of its line"
                : "no JSON in UTF-8";
        return new MalformedFrameException(where, e);
    }

    private Command command() throws IOException, MalformedFrameException {
        long id = 0;
        Request request = null;
        in.nextToken();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            if (name.equals("id")) {
                id = integer(name, 0, MAX_ID);
                continue;
            }
            Request read = in.currentToken() == JsonToken.VALUE_NULL ? null : request(name);
            if (read != null && request != null) {
                throw new MalformedFrameException("two requests in one command");
            }
            request = read == null ? request : read;
        }
        return new Command(id, request == null ? new Request.Pong() : request);
    }

    private long integer(String name, long min, long max) throws IOException, MalformedFrameException {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = in.getLongValue();
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw new MalformedFrameException("'" + name + "' is no integer from " + min + " to " + max);
    }

    // A request of a later version of the protocol is skipped, as fields of one are.
    private @Nullable Request request(String name) throws IOException, MalformedFrameException {
        return switch (name) {
            case "connect" -> {
                Fields f = fields(name);
                yield new Request.Connect(f.text("token"), f.text("name"), f.text("version"), f.headers, f.subs);
            }
            case "subscribe" -> {
                Fields f = fields(name);
                yield new Request.Subscribe(
                        f.text("channel"), f.text("token"), f.recoverSince(), f.text("delta"), f.options());
            }
            case "unsubscribe" -> new Request.Unsubscribe(fields(name).text("channel"));
            case "publish" -> {
                Fields f = fields(name);
                yield new Request.Publish(f.text("channel"), f.data);
            }
            case "presence" -> new Request.Presence(fields(name).text("channel"));
            case "presence_stats" -> new Request.PresenceStats(fields(name).text("channel"));
            case "history" -> {
                Fields f = fields(name);
                yield new Request.History(f.text("channel"), f.limit, f.since, f.flags.contains("reverse"));
            }
            case "ping" -> {
                fields(name);
                yield new Request.Ping();
            }
            case "send" -> new Request.Send(fields(name).data);
            case "rpc" -> {
                Fields f = fields(name);
                yield new Request.Rpc(f.text("method"), f.data);
            }
            case "refresh" -> new Request.Refresh(fields(name).text("token"));
            case "sub_refresh" -> {
                Fields f = fields(name);
                yield new Request.SubRefresh(f.text("channel"), f.text("token"));
            }
            default -> {
                in.skipChildren();
                yield null;
            }
        };
    }

    /** The fields of a request that any request has a use for. */
    private record Fields(
            Map<String, String> texts,
            Set<String> flags,
            byte[] data,
            Map<String, String> headers,
            Map<String, Position> subs,
            long offset,
            int limit,
            long flag,
            @Nullable Position since) {
        String text(String name) {
            return texts.getOrDefault(name, "");
        }

        Position position() {
            return new Position(text("epoch"), offset);
        }

        Request.Subscribe.Options options() {
            return Request.Subscribe.Options.of(flags.contains("join_leave"), flag);
        }

        @Nullable
        Position recoverSince() {
            return flags.contains("recover") ? position() : null;
        }
    }

    private Fields fields(String request) throws IOException, MalformedFrameException {
        Map<String, String> texts = new HashMap<>();
        Set<String> flags = new HashSet<>();
        byte[] data = NONE;
        Map<String, String> headers = Map.of();
        Map<String, Position> subs = Map.of();
        long offset = 0;
        int limit = 0;
        long flag = 0;
        Position since = null;
        requireObject(request);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "channel", "token", "method", "name", "version", "epoch", "delta" -> texts.put(name, text(name));
                case "data" -> data = raw();
                case "headers" -> headers = headers();
                case "recover", "reverse", "join_leave" -> {
                    if (in.currentToken() == JsonToken.VALUE_TRUE) {
                        flags.add(name);
                    }
                }
                case "offset" -> offset = integer(name, 0, Long.MAX_VALUE);
                case "flag" -> flag = integer(name, Long.MIN_VALUE, Long.MAX_VALUE);
                case "limit" -> limit = (int) integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
                case "subs" -> subs = subs();
                case "since" ->
                    since = in.currentToken() == JsonToken.VALUE_NULL
                            ? null
                            : fields(name).position();
                default -> in.skipChildren();
            }
        }
        return new Fields(texts, flags, data, headers, subs, offset, limit, flag, since);
    }

    private void requireObject(String name) throws MalformedFrameException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedFrameException("'" + name + "' is no object");
        }
    }

    /** How far the client is in channels that it was subscribed to by the gateway and wants to recover. */
    private Map<String, Position> subs() throws IOException, MalformedFrameException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        requireObject("subs");
        Map<String, Position> subs = new HashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String channel = in.currentName();
            in.nextToken();
            Position since = fields("subs").recoverSince();
            if (since != null) {
                subs.put(channel, since);
            }
        }
        return subs;
    }

    private String text(String name) throws IOException, MalformedFrameException {
        return switch (in.currentToken()) {
            case VALUE_STRING -> in.getText();
            case VALUE_NULL -> "";
            default -> throw new MalformedFrameException("'" + name + "' is no string");
        };
    }

    private Map<String, String> headers() throws IOException, MalformedFrameException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return Map.of();
        }
        requireObject("headers");
        Map<String, String> headers = new HashMap<>();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            headers.put(name, text(name));
        }
        return headers;
    }

    private byte[] raw() throws IOException {
        long from = in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        in.finishToken();
        long to = in.currentLocation().getByteOffset();
        return Arrays.copyOfRange(frame, start + (int) from, start + (int) to);
    }
}
