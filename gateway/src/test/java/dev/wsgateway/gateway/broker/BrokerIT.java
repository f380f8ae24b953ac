package dev.wsgateway.gateway.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.history.HistoryStore;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Published;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.EncodedPublication;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.hub.PublicationCodec;
import dev.wsgateway.gateway.hub.Subscriber;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisServer;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerIT {
    private static final String CHANNEL = "log:a";
    private static final int MAX_BYTES = 1 << 20;

    private final RedisServer redis = RedisServer.started();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final Settings settings = Settings.of(Configs.config(redis.url())
            .channels(List.of(
                    new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                    new GatewayConfig.Channel("raw", Access.ANYONE, Access.NOBODY, DataFormat.BINARY, null),
                    new GatewayConfig.Channel(
                            "log",
                            Access.ANYONE,
                            Access.NOBODY,
                            DataFormat.JSON,
                            new GatewayConfig.History(20, Duration.ofMinutes(1), Duration.ofMinutes(1)))))
            .build());
    private final RedisNames names = settings.names();
    private final Gateway one = new Gateway();
    private final Gateway two = new Gateway();

    @AfterEach
    void stop() {
        one.link.close();
        two.link.close();
        redis.close();
        Future<?> _ = loops.shutdownGracefully();
    }

    @Test
    void aPublicationReachesTheSocketsOfEveryGateway() {
        Socket here = one.subscribe("news:a");
        Socket there = two.subscribe("news:a");
        one.publish("news:a", "1");
        await().untilAsserted(() -> assertThat(here.received()).containsExactly("1"));
        await().untilAsserted(() -> assertThat(there.received()).containsExactly("1"));
    }

    @Test
    void aBackendMayPublishItselfWithoutHistory() {
        Socket socket = one.subscribe("news:a");
        redis.cli("PUBLISH", names.publications("news:a"), "{\n\"a\":1}");
        redis.cli("PUBLISH", names.publications("news:a"), "no JSON");
        redis.cli("PUBLISH", names.publications("news:a"), "\u0001broken");
        redis.cli("PUBLISH", names.publications("news:a"), "2");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("{ \"a\":1}", "2"));
        assertThat(one.broker.malformed()).isEqualTo(2);
    }

    @Test
    void binaryDataOfABackendArriveWhateverTheyBeginWith() {
        Socket socket = one.subscribe("raw:a");
        for (int first : new int[] {8, 0x80, 0xff}) {
            publishRaw(first, 'x');
        }
        for (int first = 0; first < 8; first++) {
            publishRaw(0, first, 'x');
        }
        for (int reserved = 4; reserved < 8; reserved++) {
            publishRaw(reserved, 'x');
        }
        publishRaw();
        await().untilAsserted(() ->
                assertThat(socket.firstBytes()).containsExactly(8, 0x80, 0xff, 0, 1, 2, 3, 4, 5, 6, 7, -1));
        assertThat(one.broker.malformed()).isEqualTo(4);
    }

    private void publishRaw(int... bytes) {
        byte[] message = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            message[i] = (byte) bytes[i];
        }
        two.link
                .publish(names.publications("raw:a"), message)
                .toCompletableFuture()
                .join();
    }

    @Test
    void aBackendMayNotPublishPastTheHistory() {
        Socket socket = one.subscribe(CHANNEL);
        redis.cli("PUBLISH", names.publications(CHANNEL), "1");
        redis.cli("PUBLISH", names.publications(CHANNEL), "\u0002broken");
        one.publish(CHANNEL, "2");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("2"));
        assertThat(one.broker.malformed()).isEqualTo(2);
    }

    @Test
    void aGatewayListensOnlyToWhatItsSocketsWant() {
        Socket first = one.subscribe("news:a");
        Socket second = one.subscribe("news:a");
        assertThat(redis.cli("PUBSUB", "NUMSUB", names.publications("news:a"))).endsWith("1");
        one.unsubscribe("news:a", first);
        one.publish("news:a", "1");
        await().untilAsserted(() -> assertThat(second.received()).containsExactly("1"));
        one.unsubscribe("news:a", second);
        await().untilAsserted(() -> assertThat(redis.cli("PUBSUB", "NUMSUB", names.publications("news:a")))
                .endsWith("0"));
    }

    @Test
    void publicationsWithHistoryAreCountedAndArriveInOrder() {
        Socket here = one.subscribe(CHANNEL);
        Socket there = two.subscribe(CHANNEL);
        List<String> sent = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            assertThat((i % 2 == 0 ? one : two)
                            .publish(CHANNEL, "" + i)
                            .position()
                            .offset())
                    .isEqualTo(i);
            sent.add(i + "=" + i);
        }
        await().untilAsserted(() -> assertThat(here.numbered()).isEqualTo(sent));
        await().untilAsserted(() -> assertThat(there.numbered()).isEqualTo(sent));
    }

    @Test
    void aRetryWithTheSameIdempotencyKeyIsNotPublishedAgain() {
        Socket socket = one.subscribe(CHANNEL);
        Published first = one.publish(CHANNEL, "1", "key");
        Published second = two.publish(CHANNEL, "1", "key");
        assertThat(second).isEqualTo(new Published(first.position(), Published.Outcome.REPEATED));
        one.publish(CHANNEL, "2", "other");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("1", "2"));
    }

    @Test
    void aHoleIsFilledBeforeAnythingNewerGoesOut() {
        Socket socket = one.subscribe(CHANNEL);
        one.publish(CHANNEL, "1");
        publishPastPubSub("2");
        publishPastPubSub("3");
        one.publish(CHANNEL, "4");
        await().untilAsserted(() -> assertThat(socket.numbered()).containsExactly("1=1", "2=2", "3=3", "4=4"));
        assertThat(one.broker.feedEvents().filled()).isEqualTo(3);
    }

    @Test
    void aHoleThatHistoryNoLongerHasIsTold() {
        Socket socket = one.subscribe(CHANNEL);
        one.publish(CHANNEL, "1");
        for (int i = 2; i <= 30; i++) {
            publishPastPubSub("" + i);
        }
        one.publish(CHANNEL, "31");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("1", "lost"));
        one.publish(CHANNEL, "32");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("1", "lost", "32"));
        assertThat(one.broker.feedEvents().losses()).isEqualTo(1);
    }

    @Test
    void whatALostLinkMissedIsDelivered() {
        Socket socket = one.subscribe(CHANNEL);
        one.publish(CHANNEL, "1");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("1"));
        publishPastPubSub("2");
        redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
        await().untilAsserted(() -> assertThat(socket.numbered()).containsExactly("1=1", "2=2"));
    }

    @Test
    void aRestartThatKeptItsDataLosesNothing() {
        Socket socket = one.subscribe(CHANNEL);
        one.publish(CHANNEL, "1");
        redis.kill();
        redis.start();
        one.publishWhenBack(CHANNEL, "2");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(socket.received()).containsExactly("1", "2"));
        assertThat(one.broker.feedEvents().losses()).isZero();
    }

    @Test
    void aRestartThatLostTheEndIsTold() {
        Socket socket = one.subscribe(CHANNEL);
        one.publish(CHANNEL, "1");
        redis.checkpoint();
        one.publish(CHANNEL, "2");
        one.publish(CHANNEL, "3");
        await().untilAsserted(() -> assertThat(socket.received()).containsExactly("1", "2", "3"));
        redis.crashBackToCheckpoint();
        // Offsets 2 to 4 are given out again: without epochs the last one would look like the next.
        for (int i = 2; i <= 4; i++) {
            one.publishWhenBack(CHANNEL, "\"again " + i + "\"");
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(socket.received()).contains("lost"));
        one.publishWhenBack(CHANNEL, "\"after\"");
        await().untilAsserted(() -> assertThat(socket.received()).endsWith("\"after\""));
        assertThat(socket.received().subList(0, 4)).containsExactly("1", "2", "3", "lost");
    }

    @Test
    void aClientRecoversWhatItMissedAndNothingElse() {
        Socket socket = one.subscribe(CHANNEL);
        Position at = one.publish(CHANNEL, "1").position();
        one.publish(CHANNEL, "2");
        one.publish(CHANNEL, "3");
        Recovery recovery = one.recover(at);
        assertThat(recovery.recovered()).isTrue();
        assertThat(recovery.position()).isEqualTo(new Position(at.epoch(), 3));
        assertThat(recovery.publications())
                .extracting(p -> new String(p.data(), UTF_8))
                .containsExactly("2", "3");
        assertThat(one.recover(recovery.position()).publications()).isEmpty();
        await().untilAsserted(() -> assertThat(socket.received()).hasSize(3));
    }

    @Test
    void aPositionThatCannotBeContinuedIsNotRecovered() {
        one.subscribe(CHANNEL);
        Position first = one.publish(CHANNEL, "1").position();
        IntStream.rangeClosed(2, 30).forEach(i -> one.publish(CHANNEL, "" + i));
        assertThat(one.recover(first)).as("trimmed").returns(false, Recovery::recovered);
        assertThat(one.recover(new Position(first.epoch(), 31))).as("ahead").returns(false, Recovery::recovered);
        assertThat(one.recover(new Position("other", 29))).as("other epoch").returns(false, Recovery::recovered);
        assertThat(one.recover(new Position(first.epoch(), 29))).returns(true, Recovery::recovered);
        assertThat(one.recover(null)).returns(false, Recovery::recovered);
    }

    @Test
    void aRecoveryThatIsTooLargeIsNotPartial() {
        one.subscribe(CHANNEL);
        Position at = one.publish(CHANNEL, "1").position();
        one.publish(CHANNEL, "\"" + "x".repeat(1000) + "\"");
        one.publish(CHANNEL, "\"" + "x".repeat(1000) + "\"");
        Recovery recovery = one.broker
                .recover(CHANNEL, at, 1500)
                .toCompletableFuture()
                .join()
                .orElseThrow();
        assertThat(recovery.recovered()).isFalse();
        assertThat(recovery.publications()).isEmpty();
    }

    @Test
    void aPositionOfAChannelThatNobodyHadPublishedToIsNotTakenForAnotherLifeOfIt() {
        one.subscribe(CHANNEL);
        Position empty = one.recover(null).position();
        one.publish(CHANNEL, "1");
        assertThat(one.recover(empty)).returns(true, Recovery::recovered);
        redis.cli("FLUSHALL");
        one.publish(CHANNEL, "2");
        assertThat(one.recover(empty)).returns(false, Recovery::recovered);
    }

    @Test
    void whatRedisCannotTakeFails() {
        one.subscribe(CHANNEL);
        redis.kill();
        await().untilAsserted(() -> assertThat(one.link.isConnected()).isFalse());
        assertThat(one.broker.publish(publication(CHANNEL, "1"), Conditions.NONE))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(Exception.class)
                .withMessageContaining("Redis");
        assertThat(one.broker.subscribe("log:b")).failsWithin(Duration.ofSeconds(10));
    }

    /** As if Pub/Sub had lost it: the script publishes elsewhere. */
    private void publishPastPubSub(String data) {
        await().until(two.link::hasAnswered);
        Script.of(HistoryStore.class, "publish.lua")
                .run(
                        two.link,
                        new String[] {names.meta(CHANNEL), names.history(CHANNEL)},
                        PublicationCodec.encode(publication(CHANNEL, data)),
                        "20".getBytes(UTF_8),
                        "60000".getBytes(UTF_8),
                        "600000".getBytes(UTF_8),
                        UUID.randomUUID().toString().getBytes(UTF_8),
                        new byte[0],
                        "PUBLISH".getBytes(UTF_8),
                        "elsewhere".getBytes(UTF_8))
                .toCompletableFuture()
                .join();
    }

    private static Publication publication(String channel, String data) {
        return new Publication(channel, data.getBytes(UTF_8), null, Map.of(), 0);
    }

    private final class Gateway {
        final RedisLink link = new RedisLink(settings.config().redis(), Path.of("/"));
        final Hub hub = new Hub((publication, framing) -> Unpooled.EMPTY_BUFFER);
        final Broker broker = new Broker(
                link,
                hub,
                () -> settings,
                new HistoryStore(link, settings.names(), () -> UUID.randomUUID().toString()));

        Socket subscribe(String channel) {
            await().until(link::hasAnswered);
            Socket socket = new Socket(loops.next());
            broker.subscribe(channel).toCompletableFuture().join();
            socket.eventLoop().submit(() -> hub.add(channel, socket)).syncUninterruptibly();
            return socket;
        }

        void unsubscribe(String channel, Socket socket) {
            socket.eventLoop().submit(() -> hub.remove(channel, socket)).syncUninterruptibly();
            broker.unsubscribe(channel);
        }

        Published publish(String channel, String data) {
            return publish(channel, data, null);
        }

        Published publish(String channel, String data, @Nullable String key) {
            await().until(link::hasAnswered);
            return broker.publish(publication(channel, data), new Conditions(key, null))
                    .toCompletableFuture()
                    .join()
                    .orElse(new Published(new Position("", 0), Published.Outcome.PUBLISHED));
        }

        void publishWhenBack(String channel, String data) {
            await().atMost(Duration.ofSeconds(30)).until(link::isConnected);
            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(CompletionException.class)
                    .until(() -> publish(channel, data, data).position().offset() > 0);
        }

        Recovery recover(@Nullable Position since) {
            return broker.recover(CHANNEL, since, MAX_BYTES)
                    .toCompletableFuture()
                    .join()
                    .orElseThrow();
        }
    }

    private static final class Socket implements Subscriber {
        private final EventLoop eventLoop;
        private final List<Publication> received = Collections.synchronizedList(new ArrayList<>());

        Socket(EventLoop eventLoop) {
            this.eventLoop = eventLoop;
        }

        List<String> received() {
            return List.copyOf(received).stream()
                    .map(p -> new String(p.data(), UTF_8))
                    .toList();
        }

        /** -1 for no data. */
        List<Integer> firstBytes() {
            return List.copyOf(received).stream()
                    .map(p -> p.data().length == 0 ? -1 : p.data()[0] & 0xff)
                    .toList();
        }

        List<String> numbered() {
            return List.copyOf(received).stream()
                    .map(p -> p.offset() + "=" + new String(p.data(), UTF_8))
                    .toList();
        }

        @Override
        public EventLoop eventLoop() {
            return eventLoop;
        }

        @Override
        public ClientInfo info(String channel) {
            return new ClientInfo("42", "c1", null, null);
        }

        @Override
        public void write(EncodedPublication publication) {
            received.add(publication.publication());
        }

        @Override
        public void flush() {}

        @Override
        public void lose(String channel) {
            received.add(publication(channel, "lost"));
        }
    }
}
