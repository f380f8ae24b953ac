package dev.wsgateway.gateway.drain;

import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.redis.RedisNames;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves all clients of this process to other gateways. Runs once, on one thread. */
public final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** Endpoints count as gone when nobody has come for this long. */
    private static final Duration SILENCE = Duration.ofSeconds(2);
    /** Clients that know this process by another way may never stop to come. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(100);
    /** How much later than planned the last client may be told. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private final Clients clients;
    private final Ticker ticker;
    private final Duration period;

    /**
     * A drain.
     *
     * @param period time over which the connections of all gateways would be moved
     */
    public Drain(Clients clients, Duration period) {
        this(clients, period, Ticker.SYSTEM);
    }

    Drain(Clients clients, Duration period, Ticker ticker) {
        this.clients = clients;
        this.period = period;
        this.ticker = ticker;
    }

    /** Returns when nobody comes any more, or after 10 s. */
    public void awaitEndpointsGone() throws InterruptedException {
        long start = ticker.nanos();
        long quietSince = start;
        long arrivals = clients.arrivals();
        while (true) {
            long now = ticker.nanos();
            if (clients.arrivals() != arrivals) {
                arrivals = clients.arrivals();
                quietSince = now;
            }
            if (now - quietSince >= SILENCE.toNanos() || now - start >= LONGEST_WAIT.toNanos()) {
                return;
            }
            ticker.sleepUntil(now + POLL.toNanos());
        }
    }

    /**
     * Refuses new clients and moves those that are there, at the rate that all gateways which end have together. Returns
     * when all have been told, or when the period is over by 5 s, or at once where it is zero.
     *
     * @param all connections of all gateways
     */
    public void move(RedisLink redis, RedisNames names, long all) throws InterruptedException {
        clients.refuseNew();
        if (period.isZero()) {
            return;
        }
        int own = clients.staying();
        log.atInfo()
                .addKeyValue("connections", own)
                .addKeyValue("ofAllGateways", all)
                .addKeyValue("period", period)
                .log("moving clients");
        double perSecond = Math.max(1, Math.max(all, own)) * 1e9 / period.toNanos();
        move(new SharedPace(redis, names, ticker, perSecond, new OwnShare(ticker, own, period)));
        log.atInfo().addKeyValue("left", clients.staying()).log("moved clients");
    }

    void move(Pace pace) throws InterruptedException {
        long deadline = ticker.nanos() + period.plus(LATE).toNanos();
        int staying = clients.staying();
        while (staying > 0 && ticker.nanos() - deadline < 0) {
            Grant grant = pace.next(staying);
            for (int i = 0; i < grant.count() && clients.staying() > 0; i++) {
                ticker.sleepUntil(Math.min(grant.at(i), deadline));
                clients.moveOne();
            }
            staying = clients.staying();
        }
    }
}
