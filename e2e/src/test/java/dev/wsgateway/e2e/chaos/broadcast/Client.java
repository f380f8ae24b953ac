package dev.wsgateway.e2e.chaos.broadcast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.e2e.chaos.history.Data;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.parts.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks the Centrifugal protocol as the SDKs do: it comes back, to another gateway, when its connection
 * ends or goes silent; resumes each channel from its position; and subscribes again when a subscription ends with a code
 * from 2500. All that it gets goes into the history. Any thread.
 */
final class Client implements AutoCloseable {
    /** Pings come every 2 s. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How far it is in a channel; the epoch is empty before it was ever subscribed. */
    private record Position(String epoch, long offset) {}

    private final int number;
    private final List<String> channels;
    private final List<URI> gateways;
    private final HttpClient http;
    private final ScheduledExecutorService timer;
    private final HistoryFile history;
    private final RandomGenerator random;
    private final Map<String, Position> positions = new ConcurrentHashMap<>();

    // All below is guarded by this.
    private int turn;
    private int failures;
    private int commands = 1;
    private @Nullable Socket socket;
    /** Channels that it is subscribed to on this connection. */
    private final Set<String> subscribed = new HashSet<>();

    private boolean closed;
    private boolean slow;

    Client(
            BroadcastPlan.Client plan,
            List<URI> gateways,
            HttpClient http,
            ScheduledExecutorService timer,
            HistoryFile history) {
        this.number = plan.number();
        this.turn = plan.home();
        this.channels = plan.channels();
        this.gateways = gateways;
        this.http = http;
        this.timer = timer;
        this.history = history;
        this.random = new SplittableRandom(plan.seed());
    }

    /** Connects; returns at once. */
    synchronized void connect() {
        if (!closed) {
            Socket next = new Socket(this::opened, this::frame, this::ended);
            socket = next;
            subscribed.clear();
            next.pause(slow);
            next.open(http, gateways.get(turn++ % gateways.size()));
            watch(next);
        }
    }

    /** Ends the connection without a word, as a network does; it comes back. */
    synchronized void drop() {
        if (socket != null) {
            ended(socket, "drops its connection");
        }
    }

    /** Stops reading, or reads on. */
    synchronized void slow(boolean stop) {
        slow = stop;
        if (socket != null) {
            socket.pause(stop);
        }
    }

    /** Whether it is subscribed to all of its channels, and has got all that was published up to these offsets. */
    synchronized boolean hasAll(Map<String, Long> tops) {
        return socket != null
                && subscribed.size() == channels.size()
                && channels.stream().allMatch(channel -> at(channel).offset() == tops.getOrDefault(channel, 0L));
    }

    private Position at(String channel) {
        return positions.getOrDefault(channel, new Position("", 0));
    }

    private synchronized void opened(Socket from) {
        if (socket == from) {
            from.send("{\"id\":" + commands + ",\"connect\":{}}");
        }
    }

    // As the SDKs do: no ping for too long means that nobody is there.
    private void watch(Socket which) {
        later(500, which, () -> {
            if (which.isSilent(SILENCE)) {
                ended(which, "heard nothing for " + SILENCE.toSeconds() + " s");
            } else {
                watch(which);
            }
        });
    }

    private void later(int millis, Socket which, Runnable task) {
        Runnable guarded = () -> {
            synchronized (this) {
                if (socket == which && !closed) {
                    task.run();
                }
            }
        };
        if (!timer.isShutdown()) {
            var _ = timer.schedule(guarded, millis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void ended(Socket which, String why) {
        which.abort();
        if (socket == which && !closed) {
            socket = null;
            note(why);
            failures = Math.min(failures + 1, 4);
            var _ = timer.schedule(this::connect, 20 + random.nextInt(50 << failures), TimeUnit.MILLISECONDS);
        }
    }

    private void note(String what) {
        history.add(new Event.Noted(history.now(), number, what));
    }

    private synchronized void frame(Socket from, String frame) {
        if (socket == from && !closed) {
            frame.lines().forEach(line -> line(from, line));
        }
    }

    private void line(Socket from, String line) {
        try {
            JsonNode message = JSON.readTree(line);
            if (message.isEmpty()) {
                from.send("{}");
            } else if (message.has("push")) {
                push(from, message.get("push"));
            } else {
                answer(from, message);
            }
        } catch (JsonProcessingException e) {
            history.add(new Event.Delivered(history.now(), number, "", 0, null, line));
        }
    }

    private void push(Socket from, JsonNode push) {
        String channel = push.path("channel").asText();
        if (push.has("pub")) {
            deliver(channel, push.get("pub"));
        } else if (push.has("unsubscribe")) {
            note(push.toString());
            subscribed.remove(channel);
            subscribe(from, channel);
        } else {
            note(push.toString());
        }
    }

    // A command's id says which channel it is about.
    private void answer(Socket from, JsonNode message) {
        boolean failed = message.has("error");
        if (message.has("connect")) {
            failures = 0;
            channels.forEach(channel -> subscribe(from, channel));
        } else if (message.has("subscribe")) {
            subscribed(channelOf(message), message.get("subscribe"));
        } else if (failed && subscribed.isEmpty() && message.path("id").asInt() % 100 == 1) {
            ended(from, "connect failed: " + message);
        } else if (failed) {
            String channel = channelOf(message);
            note("subscribe to " + channel + " failed: " + message);
            later(100 + random.nextInt(400), from, () -> subscribe(from, channel));
        }
    }

    private String channelOf(JsonNode answer) {
        return channels.get(answer.path("id").asInt() % 100 - 2);
    }

    private void subscribe(Socket to, String channel) {
        commands += 100;
        Position at = at(channel);
        String from = at.epoch().isEmpty()
                ? ""
                : ",\"recover\":true,\"epoch\":\"" + at.epoch() + "\",\"offset\":" + at.offset();
        to.send("{\"id\":" + (commands + 1 + channels.indexOf(channel)) + ",\"subscribe\":{\"channel\":\"" + channel
                + "\"" + from + "}}");
    }

    private void subscribed(String channel, JsonNode result) {
        subscribed.add(channel);
        Position at = new Position(
                result.path("epoch").asText(), result.path("offset").asLong());
        boolean recovering = result.path("was_recovering").asBoolean();
        boolean recovered = result.path("recovered").asBoolean();
        history.add(
                new Event.Subscribed(history.now(), number, channel, recovering, recovered, at.epoch(), at.offset()));
        positions.put(channel, at);
        result.path("publications").forEach(publication -> deliver(channel, publication));
    }

    private void deliver(String channel, JsonNode publication) {
        long offset = publication.path("offset").asLong();
        Message message = Data.read(publication.path("data"));
        history.add(new Event.Delivered(
                history.now(), number, channel, offset, message, message == null ? publication.toString() : null));
        positions.computeIfPresent(channel, (name, at) -> new Position(at.epoch(), offset));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (socket != null) {
            socket.abort();
        }
    }
}
