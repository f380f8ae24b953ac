package dev.wsgateway.gateway.history;

import dev.wsgateway.redis.GatewayReport;
import java.time.Clock;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happened to the feeds of this process: counted, and told where publications were lost. Any thread. */
public final class FeedEvents {
    private static final Logger log = LoggerFactory.getLogger(FeedEvents.class);

    private final LongAdder gaps = new LongAdder();
    private final LongAdder filled = new LongAdder();
    private final LongAdder losses = new LongAdder();
    private final Clock clock;
    private volatile long lastLoss;

    public FeedEvents(Clock clock) {
        this.clock = clock;
    }

    void gap() {
        gaps.increment();
    }

    void filled(int publications) {
        filled.add(publications);
    }

    void lost(String channel, Position had, Position now) {
        lastLoss = clock.millis();
        losses.increment();
        log.atWarn()
                .addKeyValue("channel", channel)
                .addKeyValue("had", had)
                .addKeyValue("now", now)
                .log("publications were lost: Redis no longer has what came behind the gateway's position;"
                        + " subscribers are told");
    }

    /** Times that an offset was not the next one. */
    public long gaps() {
        return gaps.sum();
    }

    /** Publications that Pub/Sub did not deliver and the history did. */
    public long filled() {
        return filled.sum();
    }

    /** Times that subscribers of a channel had to be told of a loss. */
    public long losses() {
        return losses.sum();
    }

    /** The same for the gateway's report; null while there was none. */
    public GatewayReport.@Nullable Losses reported() {
        long count = losses();
        return count == 0 ? null : new GatewayReport.Losses(count, lastLoss);
    }
}
