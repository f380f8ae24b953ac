package dev.wsgateway.gateway;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that stays subscribed to one channel with history, and publishes to it through a gateway. */
final class Follower implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");
    private static final Pattern DATA = Pattern.compile("\"data\":(\\d+)");
    private static final Pattern PUBLICATION = Pattern.compile("\\{\"data\":[^{}]*}");
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]*)\"");

    private final String channel;
    private final TestClient client;
    private final List<Integer> data = new ArrayList<>();
    private String epoch;
    private long offset;
    private int seen;
    private boolean told;

    Follower(RunningGateway gateway, String channel) {
        this.channel = channel;
        client = gateway.connect();
        String reply = client.command("\"subscribe\":{\"channel\":\"" + channel + "\"}");
        epoch = text(EPOCH, reply);
    }

    private static String text(Pattern pattern, String json) {
        Matcher found = pattern.matcher(json);
        if (!found.find()) {
            throw new AssertionError(json);
        }
        return found.group(1);
    }

    /** The epoch that it is in. */
    String epoch() {
        return epoch;
    }

    /**
     * Does what an SDK does: takes the publications that came, and subscribes again, from where it is, when it was
     * unsubscribed by a code that asks for it.
     *
     * @return the data of all publications so far
     */
    List<Integer> follow() {
        List<String> pushes = client.pushes();
        for (; seen < pushes.size(); seen++) {
            String push = pushes.get(seen);
            if (push.contains("\"pub\"")) {
                take(push);
            } else if (push.contains("\"unsubscribe\":{\"code\":2500") && !comeBack()) {
                break;
            }
        }
        return List.copyOf(data);
    }

    // False while Redis is away: an SDK tries again, as the next call does.
    private boolean comeBack() {
        String reply = client.command(subscription(channel, epoch, offset));
        if (!reply.contains("\"subscribe\"")) {
            return false;
        }
        if (reply.contains("\"recovered\":true")) {
            PUBLICATION.matcher(reply).results().forEach(found -> take(found.group()));
        } else {
            told = true;
        }
        epoch = text(EPOCH, reply);
        return true;
    }

    private void take(String publication) {
        data.add(Integer.parseInt(text(DATA, publication)));
        offset = offset(publication);
    }

    private static String subscription(String channel, String epoch, long offset) {
        return "\"subscribe\":{\"channel\":\"" + channel + "\",\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":"
                + offset + "}";
    }

    /** Whether it was told that it has missed something for good. */
    boolean isTold() {
        return told;
    }

    /** Publishes through a gateway until it says that it is done; returns the offset. Each try has the same key. */
    static long publish(RunningGateway gateway, String channel, int number) {
        String body =
                "{\"channel\":\"" + channel + "\",\"data\":" + number + ",\"idempotency_key\":\"" + number + "\"}";
        String answer = await("publication of " + number)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> gateway.post("/api/publish", body).body(), text -> text.contains("\"result\""));
        return offset(answer);
    }

    static long offset(String json) {
        Matcher found = OFFSET.matcher(json);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    /** What a client is answered that comes back from a position. */
    static String recover(RunningGateway gateway, String channel, String epoch, long offset) {
        try (TestClient back = gateway.connect()) {
            return await("answer to a client that comes back")
                    .atMost(PATIENCE)
                    .until(
                            () -> back.command(subscription(channel, epoch, offset)),
                            reply -> reply.contains("\"subscribe\""));
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
