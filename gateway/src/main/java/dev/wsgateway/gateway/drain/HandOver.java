package dev.wsgateway.gateway.drain;

import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.report.Reports;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands connections over to gateways that came to be, on a thread of its own, until it is closed. At the pace of a drain,
 * which all share.
 */
public final class HandOver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HandOver.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Clients clients;
    private final Reports reports;
    private final RedisLink redis;
    private final RedisNames names;
    private final Supplier<Duration> period;
    private final Balance balance;
    private final Thread thread;

    /**
     * Starts.
     *
     * @param node this gateway's name
     * @param period of a drain as it is now; zero for no hand-over
     */
    public HandOver(
            Clients clients,
            Reports reports,
            RedisLink redis,
            RedisNames names,
            String node,
            Supplier<Duration> period) {
        this.clients = clients;
        this.reports = reports;
        this.redis = redis;
        this.names = names;
        this.period = period;
        this.balance = new Balance(node);
        this.thread = Thread.ofVirtual().name("hand-over").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        Duration now = period.get();
        if (now.isZero()) {
            return;
        }
        try {
            List<GatewayReport> all =
                    reports.all().toCompletableFuture().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            int number = balance.excess(all, Ticker.SYSTEM.nanos());
            if (number > 0) {
                handOver(
                        number,
                        all.stream().mapToLong(GatewayReport::connections).sum(),
                        now);
            }
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().addKeyValue("error", e.getMessage()).log("no reports; nothing is handed over");
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("handing connections over failed; it is tried again");
        }
    }

    private void handOver(int number, long all, Duration period) throws InterruptedException {
        int own = clients.staying();
        log.atInfo()
                .addKeyValue("connections", own)
                .addKeyValue("ofAllGateways", all)
                .addKeyValue("handingOver", number)
                .log("there are more gateways: handing connections over");
        double perSecond = Math.max(1, all) * 1e9 / period.toNanos();
        Pace pace = new SharedPace(redis, names, Ticker.SYSTEM, perSecond, new OwnShare(Ticker.SYSTEM, own, period));
        int left = number;
        while (left > 0 && clients.staying() > 0) {
            Grant grant = pace.next(left);
            for (int i = 0; i < grant.count(); i++) {
                Ticker.SYSTEM.sleepUntil(grant.at(i));
                clients.moveOne();
            }
            left -= grant.count();
        }
    }

    /** Stops, between two connections. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
