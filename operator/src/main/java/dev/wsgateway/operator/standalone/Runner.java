package dev.wsgateway.operator.standalone;

import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.process.ProcessSpec;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.operator.standalone.process.Supervisor;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import dev.wsgateway.operator.standalone.redis.LocalRedis;
import dev.wsgateway.redis.PartitionLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Carries an {@link Input} out, first and after each edit. All methods on one thread. */
final class Runner {
    private static final Duration REDIS_START = Duration.ofSeconds(20);
    private static final Duration GATEWAY_START = Duration.ofSeconds(60);

    private final Blueprint blueprint;
    private final Supervisor supervisor;
    private final LocalRedis redis;
    private final Provisioning provisioning;
    private final Health health;
    private Input current;

    /** Makes the consumer groups of a plan; the operator's own code does it. */
    interface Provisioning {
        /**
         * Makes the groups that are missing, and brings the streams to their number of partitions.
         *
         * @return how the streams are split, by name
         * @throws IOException when Redis does not allow it or is too old; the message says what to do
         */
        Map<String, PartitionLayout> provision(Input input) throws IOException, InterruptedException;
    }

    Runner(
            Input input,
            Blueprint blueprint,
            Supervisor supervisor,
            LocalRedis redis,
            Provisioning provisioning,
            Health health) {
        this.current = input;
        this.blueprint = blueprint;
        this.supervisor = supervisor;
        this.redis = redis;
        this.provisioning = provisioning;
        this.health = health;
    }

    /** What runs. */
    Input current() {
        return current;
    }

    /** Addresses of the gateways that run. */
    List<Endpoint> endpoints() {
        return Blueprint.endpoints(current);
    }

    /**
     * Starts Redis, where none answers.
     *
     * @return whether it was started, rather than found
     */
    boolean startRedis() throws IOException, InterruptedException, RunFailed {
        String url = current.plan().config().redis().url();
        StateDirectory state = blueprint.state();
        Optional<ProcessSpec> process = redis.processFor(url, current.secrets(), state);
        if (process.isPresent()) {
            supervisor.ensure(process.get());
            if (!LocalRedis.awaitAnswer(url, REDIS_START)) {
                throw new RunFailed("the Redis that was started does not answer at " + url + ": see "
                        + process.get().log());
            }
        }
        return process.isPresent();
    }

    /** Starts the rest, in the order of the promises: groups first, then what lets messages in. */
    void start() throws IOException, InterruptedException, RunFailed {
        requireFreePorts(current, Set.of());
        carryOut(current);
    }

    /**
     * Turns what runs into what an edited YAML asks for. When it cannot, what runs is left as it is.
     *
     * @throws RunFailed when the edit asks for something that only a new run can do
     */
    void change(Input next) throws IOException, InterruptedException, RunFailed {
        if (!next.name().equals(current.name())
                || !next.plan().config().redis().equals(current.plan().config().redis())) {
            throw new RunFailed("metadata.name, metadata.namespace and spec.redis stay as they are while it runs:"
                    + " end it with Ctrl-C and start it again");
        }
        requireFreePorts(next, ports(current));
        carryOut(next);
    }

    private void carryOut(Input next) throws IOException, InterruptedException {
        blueprint.writeFiles(next, provisioning.provision(next));
        List<ProcessSpec> wanted = blueprint.processes(next);
        Set<String> names = new HashSet<>(wanted.stream().map(ProcessSpec::name).toList());
        names.add(LocalRedis.NAME);
        supervisor.stop(supervisor.names().reversed().stream()
                .filter(name -> !names.contains(name))
                .toList());
        for (ProcessSpec process : wanted) {
            supervisor.ensure(process);
        }
        current = next;
    }

    /** Stops what was started, those that need others first: backends, gateways, Redis. */
    void stop() throws IOException {
        stop(Blueprint.BACKEND_PREFIX);
        stop(Blueprint.GATEWAY_PREFIX);
        supervisor.close();
    }

    private void stop(String prefix) throws IOException {
        supervisor.stop(supervisor.names().stream()
                .filter(name -> name.startsWith(prefix))
                .toList());
    }

    /** Waits until each gateway says that it is ready. */
    void awaitReady() throws IOException, InterruptedException, RunFailed {
        long end = System.nanoTime() + GATEWAY_START.toNanos();
        for (Endpoint gateway : endpoints()) {
            while (!health.isReady(gateway)) {
                if (!supervisor.isAlive(gateway.name())) {
                    throw new RunFailed(gateway.name() + " ended before it was ready: " + lastWords(gateway));
                }
                if (System.nanoTime() > end) {
                    throw new RunFailed(gateway.name() + " is not ready after " + GATEWAY_START.toSeconds() + " s: "
                            + lastWords(gateway));
                }
                Thread.sleep(50);
            }
        }
    }

    private String lastWords(Endpoint gateway) throws IOException {
        Path log = blueprint.state().file("logs").resolve(gateway.name() + ".log");
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return "the end of " + log + " is\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()))
                        .indent(2)
                        .stripTrailing();
    }

    /** One word on a gateway. */
    String state(Endpoint gateway) throws InterruptedException {
        if (!supervisor.isAlive(gateway.name())) {
            return "down";
        }
        return health.isReady(gateway) ? "ready" : "starting";
    }

    private static void requireFreePorts(Input input, Set<Integer> own) throws RunFailed {
        for (int i = 0; i < input.replicas(); i++) {
            Blueprint.Ports ports = Blueprint.Ports.of(input, i);
            if (!own.contains(ports.websocket())) {
                Health.requireFree(ports.websocket(), "spec.ports.websocket");
            }
            if (!own.contains(ports.api())) {
                Health.requireFree(ports.api(), "spec.ports.api");
            }
        }
    }

    private static Set<Integer> ports(Input input) {
        Set<Integer> all = new HashSet<>();
        for (int i = 0; i < input.replicas(); i++) {
            Blueprint.Ports ports = Blueprint.Ports.of(input, i);
            all.add(ports.websocket());
            all.add(ports.api());
        }
        return all;
    }
}
