package dev.wsgateway.e2e.chaos.inbound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wsgateway.e2e.chaos.history.Data;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.parts.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A user who sends one message after another over the client protocol, and sends again under the same id, through another
 * gateway, what there is no answer to. On a thread of its own.
 */
final class User implements Runnable {
    private static final long PATIENCE_MILLIS = 4_000;
    private static final int ATTEMPTS = 8;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDED = "ended";

    private final InboundPlan plan;
    private final int number;
    private final String token;
    private final List<URI> gateways;
    private final HttpClient http;
    private final HistoryFile history;
    private final RandomGenerator random;

    private int turn;
    private int commands;
    private @Nullable Connection connection;

    /** A connection with what came over it and was not looked at. */
    private record Connection(Socket socket, BlockingQueue<String> lines) {}

    User(InboundPlan plan, int number, String token, List<URI> gateways, HttpClient http, HistoryFile history) {
        this.plan = plan;
        this.number = number;
        this.token = token;
        this.gateways = gateways;
        this.http = http;
        this.history = history;
        this.turn = number;
        this.random = new SplittableRandom(plan.seed() * 31 + number);
    }

    /** The name of a user. */
    static String name(int number) {
        return "user-" + number;
    }

    @Override
    public void run() {
        try {
            for (long id = number; history.now() < plan.millis(); id += plan.users()) {
                int shared = random.nextInt(2 * plan.keys() + 1) - plan.keys() - 1;
                send(id, shared < 0 ? null : "key-" + shared, random.nextInt(plan.maxBytes()));
                Thread.sleep(random.nextInt(2 * plan.pauseMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private void send(long id, @Nullable String shared, int bytes) throws InterruptedException {
        String key = shared == null ? name(number) : shared;
        String method = InboundParts.STREAM + "?id=" + id + (shared == null ? "" : "&key=" + shared);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Message message = new Message(id, attempt);
            history.add(new InboundEvent.Sending(history.now(), key, message));
            InboundEvent.Taken taken = call(
                    key, message, "\"rpc\":{\"method\":\"" + method + "\",\"data\":" + Data.of(message, bytes) + "}");
            history.add(taken);
            if (taken.entry() != null) {
                return;
            }
            Thread.sleep(50L << attempt);
        }
    }

    private InboundEvent.Taken call(String key, Message message, String command) throws InterruptedException {
        Connection to = connected();
        JsonNode reply = to == null ? null : ask(to, command);
        if (reply == null) {
            disconnect();
        }
        JsonNode entry = reply == null ? null : reply.path("rpc").path("data").get("id");
        return entry == null
                ? new InboundEvent.Taken(history.now(), key, message, null, reply == null ? "none" : reply.toString())
                : new InboundEvent.Taken(history.now(), key, message, entry.asText(), null);
    }

    private @Nullable Connection connected() throws InterruptedException {
        if (connection != null) {
            return connection;
        }
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Socket socket = new Socket(
                open -> lines.add("open"),
                (from, frame) -> frame.lines().forEach(lines::add),
                (from, why) -> lines.add(ENDED));
        Connection next = new Connection(socket, lines);
        connection = next;
        socket.open(http, gateways.get(turn++ % gateways.size()));
        String opened = lines.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        JsonNode reply =
                opened == null || opened.equals(ENDED) ? null : ask(next, "\"connect\":{\"token\":\"" + token + "\"}");
        if (reply == null || !reply.has("connect")) {
            disconnect();
        }
        return connection;
    }

    /** The reply to a command; null where none comes. */
    private @Nullable JsonNode ask(Connection to, String command) throws InterruptedException {
        int id = ++commands;
        to.socket().send("{\"id\":" + id + "," + command + "}");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            String line = to.lines().poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(ENDED)) {
                return null;
            }
            JsonNode reply = parse(line);
            if (reply.isEmpty()) {
                to.socket().send("{}");
            } else if (reply.path("id").asInt() == id) {
                return reply;
            }
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a gateway sent " + line, e);
        }
    }

    private void disconnect() {
        if (connection != null) {
            connection.socket().abort();
            connection = null;
        }
    }
}
