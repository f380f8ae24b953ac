package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.operator.plan.PlanContext;
import dev.wsgateway.operator.status.StatusAssembly;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole operator, running until it is closed. The client is the caller's and stays open. */
public final class OperatorProcess implements AutoCloseable {
    static final Duration MAX_RETRY_INTERVAL = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

    private final KubernetesClient client;
    private final RedisEventSource redis;
    private final Operator operator;
    private final HttpEndpoints http;
    private final @Nullable Leadership leadership;
    private final AtomicBoolean closing;

    private OperatorProcess(
            KubernetesClient client,
            RedisEventSource redis,
            Operator operator,
            HttpEndpoints http,
            @Nullable Leadership leadership,
            AtomicBoolean closing) {
        this.client = client;
        this.redis = redis;
        this.operator = operator;
        this.http = http;
        this.leadership = leadership;
        this.closing = closing;
    }

    /**
     * Starts an operator and returns once its informers have listed what is there; it may not lead yet.
     *
     * @param fatal run once, on any thread, when the operator cannot go on: the Lease was lost, or an informer stopped
     * @throws io.javaoperatorsdk.operator.OperatorException when it cannot start, for example without the CRD
     * @throws UncheckedIOException when the HTTP port is taken
     */
    public static OperatorProcess start(KubernetesClient client, OperatorSettings settings, Runnable fatal) {
        Clock clock = Clock.systemUTC();
        AtomicBoolean closing = new AtomicBoolean();
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String leaseNamespace = settings.leaseNamespace();
        Leadership leadership =
                leaseNamespace == null ? null : new Leadership(leaseNamespace, settings.identity(), fatal, closing);
        RedisEventSource redis =
                new RedisEventSource(settings.redisInterval(), clock, new GroupMetrics(metrics, clock));
        Operator operator = new Operator(configuration -> {
            configure(configuration, client, metrics, fatal, closing);
            if (leadership != null) {
                configuration.withLeaderElectionConfiguration(leadership.configuration());
            }
        });
        register(operator, client, settings, redis, clock);
        try {
            HttpEndpoints http = new HttpEndpoints(settings.httpPort(), () -> ready(operator), metrics);
            OperatorProcess process = new OperatorProcess(client, redis, operator, http, leadership, closing);
            process.startOrClose();
            return process;
        } catch (IOException e) {
            redis.watch().close();
            throw new UncheckedIOException("port " + settings.httpPort() + " cannot be listened on", e);
        }
    }

    private static void configure(
            ConfigurationServiceOverrider configuration,
            KubernetesClient client,
            PrometheusMeterRegistry metrics,
            Runnable fatal,
            AtomicBoolean closing) {
        configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics))
                .withSSABasedCreateUpdateMatchForDependentResources(true)
                .withDefaultNonSSAResource(Set.of())
                .withPreviousAnnotationForDependentResources(false)
                .withUseSSAToPatchPrimaryResource(true)
                .withInformerStoppedHandler((informer, error) -> {
                    if (error != null && !closing.get()) {
                        LOG.atError()
                                .addKeyValue("type", informer.getApiTypeClass().getSimpleName())
                                .setCause(error)
                                .log("An informer stopped");
                        fatal.run();
                    }
                });
    }

    private static void register(
            Operator operator,
            KubernetesClient client,
            OperatorSettings settings,
            RedisEventSource redis,
            Clock clock) {
        PlanContext planContext = new PlanContext(settings.gatewayImage());
        EventPublisher events = new EventPublisher(client, settings.identity(), clock);
        GatewayReconciler reconciler = new GatewayReconciler(
                planContext,
                new UserSecrets(client, planContext),
                redis,
                new PlannedObjects(),
                new StatusAssembly(clock),
                events,
                new Replicas(redis, new EmptiestFirst(client)),
                new Deletion(client, redis, events, settings.deletionPatience(), clock));
        operator.register(reconciler, controller -> {
            controller
                    .withFieldManager("wsgateway-operator")
                    .withReconciliationMaxInterval(settings.resync())
                    .withRetry(new GenericRetry()
                            .setInitialInterval(Duration.ofSeconds(1))
                            .setIntervalMultiplier(2)
                            .setMaxInterval(MAX_RETRY_INTERVAL.toMillis())
                            .withoutMaxAttempts());
            if (!settings.namespaces().isEmpty()) {
                controller.settingNamespaces(settings.namespaces());
            }
        });
    }

    private void startOrClose() {
        boolean started = false;
        try {
            operator.start();
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private static boolean ready(Operator operator) {
        return operator.getRuntimeInfo().isStarted()
                && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** Port of {@code /healthz}, {@code /readyz} and {@code /metrics}. */
    public int httpPort() {
        return http.port();
    }

    /** Ends what runs, then gives the Lease up. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        operator.stop();
        redis.watch().close();
        if (leadership != null) {
            leadership.release(client);
        }
        http.close();
    }
}
