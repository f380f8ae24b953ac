package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.faults.Breaker;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import dev.wsgateway.e2e.chaos.parts.Together;
import dev.wsgateway.testing.redis.RedisServer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run: starts the parts, lets publishers and clients at them while they break, waits until all is whole again. */
public final class BroadcastRun {
    /** A channel that is silent is compared with Redis within 20 s; the rest is for a loaded machine. */
    private static final long SETTLE_MILLIS = 60_000;

    private static final Pattern ENTRY = Pattern.compile("(\\d+)-0\\nd\\n.*?\"m\":\"(\\d+/\\d+)\"", Pattern.DOTALL);

    private final BroadcastPlan plan;
    private final Path directory;
    private final HistoryFile history;

    /**
     * A run that is not started.
     *
     * @param millis how long is published
     * @param directory for what the parts write
     * @param file the history
     */
    public BroadcastRun(long seed, long millis, Path directory, Path file) {
        this.plan = BroadcastPlan.of(seed, millis);
        this.directory = directory;
        this.history = new HistoryFile(file);
    }

    /** Blocks until the history is complete. */
    public void run() throws InterruptedException {
        history.add(new Event.Begun("broadcast", plan.seed(), plan.promise(), plan.describe()));
        List<Client> clients = new ArrayList<>();
        try (history;
                HttpClient http = HttpClient.newBuilder()
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
                Deployment deployment = new Deployment(BroadcastParts.of(plan), directory)) {
            try {
                deployment.startGateways(http);
                plan.clients()
                        .forEach(client ->
                                clients.add(new Client(client, deployment.clientUrls(), http, timer, history)));
                clients.forEach(Client::connect);
                history.restart();
                work(deployment, clients, http);
                settle(deployment, clients);
            } finally {
                clients.forEach(Client::close);
                timer.shutdownNow();
                http.shutdownNow();
            }
            keep(deployment);
        }
    }

    private void work(Deployment deployment, List<Client> clients, HttpClient http) throws InterruptedException {
        List<Callable<?>> tasks =
                new ArrayList<>(new Breaker(deployment, history, new ClientFaults(clients)).tasks(plan.faults()));
        for (int i = 0; i < plan.publishers(); i++) {
            tasks.add(Executors.callable(new Publisher(plan, i, deployment.apiUrls("publish"), http, history)));
        }
        Together.run(tasks);
    }

    /** Returns when every client has what Redis has, or when it is time to say that one hasn't. */
    private void settle(Deployment deployment, List<Client> clients) throws InterruptedException {
        history.add(new Event.Fault(history.now(), "nothing is broken or published any more"));
        long end = history.now() + SETTLE_MILLIS;
        int whole = 0;
        while (whole < 3 && history.now() < end) {
            Map<String, Long> tops = tops(deployment);
            whole = clients.stream().allMatch(client -> client.hasAll(tops)) ? whole + 1 : 0;
            Thread.sleep(200);
        }
        history.add(new Event.Fault(history.now(), "settled"));
    }

    private Map<String, Long> tops(Deployment deployment) {
        Map<String, Long> tops = new HashMap<>();
        for (String channel : plan.channels()) {
            tops.put(channel, top(deployment, channel));
        }
        return tops;
    }

    private static long top(Deployment deployment, String channel) {
        String top = deployment.master().cli("HGET", BroadcastParts.NAMES.meta(channel), "offset");
        return top.isEmpty() ? 0 : Long.parseLong(top);
    }

    private void keep(Deployment deployment) {
        RedisServer redis = deployment.master();
        for (String channel : plan.channels()) {
            List<Event.Entry> entries = new ArrayList<>();
            Matcher matcher = ENTRY.matcher(redis.cli("XRANGE", BroadcastParts.NAMES.history(channel), "-", "+"));
            while (matcher.find()) {
                entries.add(new Event.Entry(Long.parseLong(matcher.group(1)), Message.parse(matcher.group(2))));
            }
            String epochs = redis.cli("HGET", BroadcastParts.NAMES.meta(channel), "epochs");
            history.add(new Event.Kept(channel, epochs, top(deployment, channel), entries));
        }
    }
}
