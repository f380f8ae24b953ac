package dev.wsgateway.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/**
 * Counters and gauges of one gateway process. Any thread. The dots in the names become underscores in Prometheus, and a
 * counter ends in {@code _total}.
 */
public final class GatewayMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    /** The registry holds what it asks weakly. */
    private final List<DoubleSupplier> counts = new CopyOnWriteArrayList<>();

    private final AtomicLong lastReload = new AtomicLong();
    private volatile boolean lastReloadSuccessful = true;

    public GatewayMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        gc.bindTo(registry);
        List.of("success", "failure").forEach(result -> registry.counter("wsgateway.config.reloads", "result", result));
        gauge(
                "wsgateway.config.last.reload.successful",
                "1 while the configuration file on disk is the one in use, 0 while it is refused",
                () -> lastReloadSuccessful ? 1 : 0);
        Gauge.builder("wsgateway.config.last.reload.success.timestamp", () -> lastReload.get() / 1000.0)
                .description("When the configuration in use was taken up, Unix time")
                .baseUnit("seconds")
                .register(registry);
        counter(
                "wsgateway.control.malformed",
                "Orders from other gateways that were dropped because they make no sense");
    }

    /** The registry itself, for meters that belong to one class only. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Counts an attempt to take up a changed configuration file or Secret. */
    public void reload(boolean successful, long nowMillis) {
        registry.counter("wsgateway.config.reloads", "result", successful ? "success" : "failure")
                .increment();
        lastReloadSuccessful = successful;
        if (successful) {
            lastReload.set(nowMillis);
        }
    }

    /** Counts a client's message on its way to a stream. */
    public void streamAppend(String stream, boolean appended) {
        registry.counter("wsgateway.stream.appends", "stream", stream, "result", appended ? "success" : "failure")
                .increment();
    }

    /** Counts entries of a stream that had to go unread because it was full. */
    public void streamDropped(String stream, long entries) {
        registry.counter("wsgateway.stream.dropped", "stream", stream).increment((double) entries);
    }

    /**
     * Counts a request to the HTTP API.
     *
     * @param method a method of the API, or {@code unknown}
     * @param code 0 for success, an error code of the API, or the HTTP status when it was refused as a whole
     */
    public void apiRequest(String method, int code, Duration took) {
        registry.counter("wsgateway.api.requests", "method", method, "code", Integer.toString(code))
                .increment();
        Timer.builder("wsgateway.api.request.duration")
                .description("From the request's last byte to its answer")
                .tag("method", method)
                .register(registry)
                .record(took);
    }

    /** Counts an order from another gateway that was dropped. */
    public void malformedControl() {
        registry.counter("wsgateway.control.malformed").increment();
    }

    /** Publishes a value that is read when metrics are asked for. */
    public void gauge(String name, String description, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble).description(description).register(registry);
    }

    /** Publishes a count that only grows and is kept elsewhere. */
    public void count(String name, String description, DoubleSupplier value) {
        counts.add(value);
        FunctionCounter.builder(name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .register(registry);
    }

    /** All metrics in the Prometheus text format, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    private void counter(String name, String description) {
        Counter.builder(name).description(description).register(registry);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
