package dev.wsgateway.gateway.report;

import dev.wsgateway.redis.GatewayReport;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes this gateway's report to Redis every three seconds, until it is closed. */
public final class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final Duration INTERVAL = Duration.ofMillis(GatewayReport.EXPIRES_MILLIS / 3);
    private static final Duration REMOVAL = Duration.ofSeconds(1);

    private final Reports reports;
    private final Supplier<GatewayReport> report;
    private final ScheduledFuture<?> writing;

    /**
     * Begins to report.
     *
     * @param report what to say now; called by any thread
     */
    public Reporter(Reports reports, Supplier<GatewayReport> report, ScheduledExecutorService scheduler) {
        this.reports = reports;
        this.report = report;
        this.writing = scheduler.scheduleWithFixedDelay(
                this::write, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes the report now. Any thread. */
    public void write() {
        try {
            reports.write(report.get()).whenComplete((done, failure) -> {
                if (failure != null) {
                    log.atDebug().addKeyValue("error", failure.getMessage()).log("could not report");
                }
            });
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("could not make a report");
        }
    }

    /** Stops, and takes the report back if Redis answers within a second. Blocks. */
    public void close() {
        writing.cancel(false);
        try {
            reports.remove(report.get().node()).toCompletableFuture().get(REMOVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().addKeyValue("error", e.getMessage()).log("the report stays until it expires");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
