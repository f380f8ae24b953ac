package dev.wsgateway.gateway.history;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happened to the feeds of this process: counted, and told where publications were lost. Any thread. */
public final class FeedEvents {
    private static final Logger log = LoggerFactory.getLogger(FeedEvents.class);

    private final LongAdder gaps = new LongAdder();
    private final LongAdder filled = new LongAdder();
    private final LongAdder losses = new LongAdder();

    void gap() {
        gaps.increment();
    }

    void filled(int publications) {
        filled.add(publications);
    }

    void lost(String channel, Position had, Position now) {
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
}
