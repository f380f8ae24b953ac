package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long it takes until many clients have all again, after Redis was killed and started with its data: from the moment
 * at which Redis answers until each client has what was published to its channel after that.
 */
public final class RecoveryTime {
    private static final int GATEWAYS = 2;
    private static final int CHANNELS = 100;
    private static final long PATIENCE_MILLIS = 120_000;

    private final BroadcastPlan plan;
    private final Path directory;
    private final HistoryFile history;

    /** One for so many clients, 50 to a channel where they are 5,000. */
    public RecoveryTime(int clients, Path directory, Path file) {
        List<String> channels =
                IntStream.range(0, CHANNELS).mapToObj(i -> "log:" + i).toList();
        plan = new BroadcastPlan(
                0,
                Promise.NO_LOSS,
                0,
                GATEWAYS,
                10_000,
                channels,
                IntStream.range(0, clients)
                        .mapToObj(i -> new BroadcastPlan.Client(
                                i, i % GATEWAYS, List.of(channels.get(i / GATEWAYS % CHANNELS)), i))
                        .toList(),
                1,
                1,
                100,
                Deployment.ClockOf.NOBODY,
                List.of());
        this.directory = directory;
        history = new HistoryFile(file);
    }

    /** Measures once, and says so on stdout. */
    public void run() throws InterruptedException {
        List<Client> clients = new ArrayList<>();
        try (history;
                HttpClient http = HttpClient.newBuilder()
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
                ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
                Deployment deployment = new Deployment(BroadcastParts.of(plan), directory)) {
            try {
                deployment.startGateways(http);
                for (BroadcastPlan.Client client : plan.clients()) {
                    clients.add(new Client(client, deployment.clientUrls(), http, timer, history));
                }
                measure(deployment, clients, new Publisher(plan, 0, deployment.apiUrls("publish"), http, history));
            } finally {
                clients.forEach(Client::close);
                timer.shutdownNow();
                http.shutdownNow();
            }
        }
    }

    private void measure(Deployment deployment, List<Client> clients, Publisher publisher) throws InterruptedException {
        // A loaded machine that is asked for all at once gives up on many, and these come back again and again.
        for (Client client : clients) {
            client.connect();
            Thread.sleep(2);
        }
        awaitAll(clients, 0);
        publishToAll(publisher, 0);
        awaitAll(clients, 1);
        deployment.master().kill();
        deployment.master().start();
        long up = history.now();
        publishToAll(publisher, CHANNELS);
        long published = history.now();
        awaitAll(clients, 2);
        long whole = history.now();
        System.out.println(clients.size() + " clients on " + GATEWAYS + " gateways, " + CHANNELS
                + " channels: Redis answered again at 0 ms, all was published at " + (published - up)
                + " ms, all clients had it at " + (whole - up) + " ms");
    }

    private void publishToAll(Publisher publisher, int firstId) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CHANNELS; i++) {
                int number = i;
                var _ = threads.submit(() -> {
                    publisher.publish(firstId + number, plan.channels().get(number), 100, number);
                    return null;
                });
            }
        }
    }

    private void awaitAll(List<Client> clients, long offset) throws InterruptedException {
        Map<String, Long> tops = plan.channels().stream().collect(Collectors.toMap(name -> name, name -> offset));
        long end = history.now() + PATIENCE_MILLIS;
        while (!clients.stream().allMatch(client -> client.hasAll(tops))) {
            if (history.now() > end) {
                throw new IllegalStateException("not all clients have publication " + offset + " after 2 minutes");
            }
            Thread.sleep(20);
        }
    }
}
