package dev.wsgateway.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.wsgateway.redis.StreamEntry;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a consumer group. {@link #run} reads entries, publishes what became of each, and acknowledges it: in this
 * order, so that an entry whose processing was cut short is delivered again, to this replica or to another.
 *
 * <p>An entry may therefore be processed twice. It has the same id both times: where that matters, store the id with the
 * effect (a unique column, {@code SET NX}) and skip an id that is there.
 */
final class OrderWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderWorker.class);
    private static final JsonMapper JSON = new JsonMapper();
    /** How long a read waits for an entry, and so how long a stop may take. */
    private static final Duration BLOCK = Duration.ofSeconds(1);

    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(10);

    private final RedisClusterCommands<String, String> redis;
    private final GatewayApi api;
    private final InstantSource clock;
    private final OrderWork work;
    private final Consumer<String> me;
    private volatile boolean stopping;

    OrderWorker(RedisClusterCommands<String, String> redis, GatewayApi api, InstantSource clock, OrderWork work) {
        this.redis = redis;
        this.api = api;
        this.clock = clock;
        this.work = work;
        this.me = Consumer.from(work.group(), work.replica());
    }

    /** Makes {@link #run} return after the entry that it is at. Any thread. */
    void stop() {
        stopping = true;
    }

    /** Works until {@link #stop}. Redis or the gateways being away is waited out. */
    @Override
    public void run() {
        Duration backOff = Duration.ofMillis(100);
        // After a start and after each failure: what was delivered to this replica and not acknowledged comes first.
        boolean unfinishedFirst = true;
        long nextClaim = 0;
        while (!stopping) {
            try {
                if (clock.millis() >= nextClaim) {
                    process(claimFromTheDead());
                    nextClaim = clock.millis() + work.abandonedAfter().toMillis() / 2;
                }
                List<StreamMessage<String, String>> entries = read(unfinishedFirst);
                process(entries);
                unfinishedFirst = unfinishedFirst && !entries.isEmpty();
                backOff = Duration.ofMillis(100);
            } catch (RedisException | IOException e) {
                LOG.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .addKeyValue("retryAfter", backOff)
                        .log("cannot work");
                unfinishedFirst = true;
                sleep(backOff);
                backOff = backOff.multipliedBy(2).compareTo(MAX_BACK_OFF) > 0 ? MAX_BACK_OFF : backOff.multipliedBy(2);
            } catch (InterruptedException e) {
                stopping = true;
            }
        }
        leave();
    }

    @SuppressWarnings("unchecked") // an array of one StreamOffset<String>, made by the call
    private List<StreamMessage<String, String>> read(boolean unfinished) {
        StreamOffset<String> from =
                unfinished ? StreamOffset.from(work.key(), "0") : StreamOffset.lastConsumed(work.key());
        return redis.xreadgroup(me, XReadArgs.Builder.count(16).block(BLOCK), from);
    }

    /** Takes over what replicas that are gone left unfinished. */
    private List<StreamMessage<String, String>> claimFromTheDead() {
        return redis.xautoclaim(
                        work.key(),
                        XAutoClaimArgs.Builder.xautoclaim(me, work.abandonedAfter(), "0-0")
                                .count(16))
                .getMessages();
    }

    private void process(List<StreamMessage<String, String>> entries) throws IOException, InterruptedException {
        for (StreamMessage<String, String> entry : entries) {
            if (stopping) {
                return;
            }
            Map<String, String> fields = entry.getBody();
            // An entry that the stream's maximum length removed meanwhile has no fields.
            if (fields != null && !fields.isEmpty()) {
                api.publish(work.channel(), answer(entry.getId(), fields));
            }
            redis.xack(work.key(), work.group(), entry.getId());
        }
    }

    private JsonNode answer(String id, Map<String, String> fields) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("processedBy", work.replica())
                .set("order", json(fields.getOrDefault(StreamEntry.DATA, "")));
    }

    /** A plain socket may send any text: what is no JSON is passed on as a string. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }

    /** Under a changing name (a pod's) members would pile up in the group; one with unfinished entries must stay. */
    private void leave() {
        try {
            if (redis.xpending(work.key(), me, Range.unbounded(), Limit.from(1)).isEmpty()) {
                redis.xgroupDelconsumer(work.key(), me);
            }
        } catch (RedisException e) {
            LOG.atInfo().addKeyValue("reason", String.valueOf(e.getMessage())).log("left without saying so");
        }
    }

    private void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }
}
