package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.faults.Breaker;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import dev.wsgateway.e2e.chaos.parts.Together;
import dev.wsgateway.e2e.clients.Tokens;
import dev.wsgateway.operator.redis.HostNames;
import dev.wsgateway.operator.redis.RedisRequest;
import dev.wsgateway.operator.redis.RedisTarget;
import dev.wsgateway.operator.redis.RedisWatch;
import io.lettuce.core.RedisClient;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** One run: starts the parts, lets users, backend and consumers at them while they break, waits until all is done. */
public final class InboundRun {
    /** A partition is taken over after some 9 s, and a message called at most five times; the rest is for a loaded machine. */
    private static final long SETTLE_MILLIS = 60_000;

    private static final long LOOK_MILLIS = 100;

    private final InboundPlan plan;
    private final Path directory;
    private final HistoryFile history;
    private final AtomicLong calls = new AtomicLong();

    /**
     * A run that is not started.
     *
     * @param millis how long is sent
     * @param directory for what the parts write
     * @param file the history
     */
    public InboundRun(long seed, long millis, Path directory, Path file) {
        this.plan = InboundPlan.of(seed, millis);
        this.directory = directory;
        this.history = new HistoryFile(file);
    }

    /** Blocks until the history is complete. */
    public void run() throws InterruptedException {
        history.add(new Event.Begun("inbound", plan.seed(), Promise.NO_LOSS, plan.describe()));
        InboundParts.groups().forEach(history::add);
        try (history;
                HttpClient http = HttpClient.newBuilder()
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
                Backend backend = new Backend(plan, history, calls);
                Deployment deployment = new Deployment(InboundParts.of(plan, backend), directory);
                RedisWatch operator = new RedisWatch(
                        HostNames.OF_THIS_MACHINE,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(5),
                        Clock.systemUTC(),
                        _ -> {})) {
            var _ = operator.observe(new RedisRequest(
                    InboundParts.NAMES,
                    new RedisTarget(url(deployment.linkToRedis().port()), null, null, null),
                    List.of(InboundParts.planned(plan)),
                    Set.of()));
            deployment.startGateways(http);
            consume(deployment, backend, http);
            new Looks(plan, deployment, history).lookAtDeadLetters();
            http.shutdownNow();
        }
    }

    private static String url(int port) {
        return "redis://127.0.0.1:" + port;
    }

    private void consume(Deployment deployment, Backend backend, HttpClient http) throws InterruptedException {
        RedisClient client = RedisClient.create();
        List<PullConsumer> consumers = new ArrayList<>();
        int port = deployment.linkToRedis().port();
        for (int partition = 0; partition < plan.partitions(); partition++) {
            for (int i = 0; i < plan.consumers(); i++) {
                consumers.add(new PullConsumer(consumers.size(), partition, client, port, calls, history));
            }
        }
        Looks looks = new Looks(plan, deployment, history);
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            history.restart();
            consumers.forEach(threads::execute);
            var looking = threads.submit(() -> look(looks));
            try {
                work(deployment, backend, consumers, http);
                settle(looks);
            } finally {
                looking.cancel(true);
                consumers.forEach(PullConsumer::close);
            }
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private Void look(Looks looks) throws InterruptedException {
        while (true) {
            looks.look();
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void work(Deployment deployment, Backend backend, List<PullConsumer> consumers, HttpClient http)
            throws InterruptedException {
        Breaker breaker = new Breaker(deployment, history, new InboundFaults(plan, deployment, backend, consumers));
        List<Callable<?>> tasks = new ArrayList<>(breaker.tasks(plan.faults()));
        for (int i = 0; i < plan.users(); i++) {
            tasks.add(Executors.callable(new User(plan, i, token(i), deployment.clientUrls(), http, history)));
        }
        Together.run(tasks);
    }

    private static String token(int user) {
        try {
            return Tokens.of(InboundParts.JWT_SECRET, User.name(user), "");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns when every group has done all, or when it is time to say that one hasn't. */
    private void settle(Looks looks) throws InterruptedException {
        history.add(new Event.Fault(history.now(), "nothing is broken or sent any more"));
        long end = history.now() + SETTLE_MILLIS;
        int done = 0;
        while (done < 3 && history.now() < end) {
            done = isAllDone(looks) ? done + 1 : 0;
            Thread.sleep(200);
        }
        history.add(new Event.Fault(history.now(), "settled"));
    }

    private static boolean isAllDone(Looks looks) {
        try {
            return looks.isAllDone();
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
