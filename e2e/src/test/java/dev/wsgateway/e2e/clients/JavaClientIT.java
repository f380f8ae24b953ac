package dev.wsgateway.e2e.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.RPCResult;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The released Java SDK, which speaks Protobuf only. */
class JavaClientIT {
    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = new Fleet(2);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void receivesWhatIsPublishedAndIsAnsweredWhatItSends() throws Exception {
        Recorder recorder = new Recorder();
        Client client = client(1, recorder);
        try {
            subscribe(client, "news:java", recorder);
            fleet.gateway(0).publish("news:java", "{\"text\":\"hi\"}");
            await().untilAsserted(() -> assertThat(recorder.data).containsExactly("{\"text\":\"hi\"}"));

            CompletableFuture<String> answer = new CompletableFuture<>();
            client.rpc("orders", "{\"item\":\"java\"}".getBytes(UTF_8), (failure, result) -> {
                RPCResult got = result;
                if (failure == null && got != null) {
                    answer.complete(new String(got.getData(), UTF_8));
                } else {
                    answer.completeExceptionally(failure);
                }
            });
            String id = answer.get(10, TimeUnit.SECONDS).replaceAll("[^0-9-]", "");
            assertThat(fleet.redis("XRANGE", fleet.names.entries("orders", 0), id, id))
                    .contains("{\"item\":\"java\"}");
        } finally {
            client.close(1000);
        }
    }

    @Test
    void recoversWhatItMissedWhileItsGatewayWasGone() throws Exception {
        Recorder recorder = new Recorder();
        Client client = client(1, recorder);
        try {
            subscribe(client, "log:java", recorder);
            for (int i = 1; i <= 200; i++) {
                fleet.gateway(0).publish("log:java", "" + i);
                if (i == 50) {
                    fleet.gateway(1).kill();
                }
                if (i == 150) {
                    fleet.gateway(1).start();
                }
            }
            List<String> all =
                    IntStream.rangeClosed(1, 200).mapToObj(Integer::toString).toList();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(recorder.data).isEqualTo(all));
            assertThat(recorder.recovered).endsWith(true);
        } finally {
            client.close(1000);
        }
    }

    private static Client client(int gateway, Recorder recorder) {
        Options options = new Options();
        options.setMinReconnectDelay(50);
        options.setMaxReconnectDelay(500);
        Client client = new Client(fleet.gateway(gateway).websocketUrl(), options, recorder);
        client.connect();
        await().until(() -> recorder.connected);
        return client;
    }

    private static void subscribe(Client client, String channel, Recorder recorder) throws Exception {
        client.newSubscription(channel, recorder.subscription()).subscribe();
        await().until(() -> !recorder.recovered.isEmpty());
    }

    private static final class Recorder extends EventListener {
        private final List<String> data = new CopyOnWriteArrayList<>();
        private final List<Boolean> recovered = new CopyOnWriteArrayList<>();
        private volatile boolean connected;

        @Override
        public void onConnected(Client client, ConnectedEvent event) {
            connected = true;
        }

        SubscriptionEventListener subscription() {
            return new SubscriptionEventListener() {
                @Override
                public void onSubscribed(Subscription subscription, SubscribedEvent event) {
                    recovered.add(event.getRecovered());
                }

                @Override
                public void onPublication(Subscription subscription, PublicationEvent event) {
                    data.add(new String(event.getData(), UTF_8));
                }
            };
        }
    }
}
