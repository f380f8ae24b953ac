package dev.wsgateway.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final AtomicInteger encodings = new AtomicInteger();
    private final List<ByteBuf> frames = Collections.synchronizedList(new ArrayList<>());
    private final Hub hub = new Hub((publication, framing) -> {
        encodings.incrementAndGet();
        if (new String(publication.data(), UTF_8).equals("unencodable")) {
            throw new IllegalStateException("as asked");
        }
        ByteBuf frame = Unpooled.copiedBuffer(framing + " " + new String(publication.data(), UTF_8), UTF_8);
        frames.add(frame);
        return frame;
    });

    @AfterEach
    void stop() {
        Future<?> _ = loops.shutdownGracefully();
    }

    @Test
    void reachesAllSocketsOfAllLoopsInOrder() {
        List<Socket> sockets = List.of(socket(Framing.JSON), socket(Framing.PROTOBUF), socket(Framing.JSON));
        sockets.forEach(socket -> add("news:a", socket));
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            hub.publish(publication("news:a", "" + i));
            sent.add("" + i);
        }
        for (Socket socket : sockets) {
            await().untilAsserted(() -> assertThat(socket.received())
                    .isEqualTo(sent.stream().map(s -> socket.framing + " " + s).toList()));
        }
        assertThat(hub.deliveries()).isEqualTo(3000);
    }

    @Test
    void flushesASocketOnceForWhatArrivedTogether() throws Exception {
        Socket socket = socket(Framing.JSON);
        add("news:a", socket);
        socket.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        hub.publish(publication("news:a", "x"));
                    }
                })
                .sync();
        await().untilAsserted(() -> assertThat(socket.received()).hasSize(10));
        assertThat(socket.flushes.get()).isEqualTo(1);
    }

    @Test
    void gathersWhatArrivesSoonAfterLongWriting() {
        Socket socket = socket(Framing.JSON);
        socket.writeMillis = 20;
        add("news:a", socket);
        // One that is published after the loop has done all it had to do goes out alone, unless the loop rests.
        await().until(() -> {
            for (int i = 0; i < 3; i++) {
                hub.publish(publication("news:a", "x"));
                socket.eventLoop().submit(() -> {}).sync();
            }
            return socket.received().size() > socket.flushes.get();
        });
    }

    @Test
    void encodesOnceForEachFramingAndReleasesTheFrames() {
        for (int i = 0; i < 20; i++) {
            add("news:a", socket(i % 2 == 0 ? Framing.JSON : Framing.PLAIN));
        }
        hub.publish(publication("news:a", "x"));
        await().untilAsserted(() -> assertThat(hub.deliveries()).isEqualTo(20));
        await().untilAsserted(() -> assertThat(frames).allMatch(frame -> frame.refCnt() == 0));
        // Two loops may both have begun to encode before either was done.
        assertThat(encodings.get()).isBetween(2, 4);
    }

    @Test
    void nothingReachesASocketThatLeft() throws Exception {
        Socket left = socket(Framing.JSON);
        Socket stayed = socket(Framing.JSON);
        add("news:a", left);
        add("news:a", stayed);
        left.eventLoop().submit(() -> hub.remove("news:a", left)).sync();
        hub.publish(publication("news:a", "x"));
        await().untilAsserted(() -> assertThat(stayed.received()).hasSize(1));
        assertThat(left.received()).isEmpty();
        assertThat(hub.subscriptions()).isEqualTo(1);
    }

    @Test
    void aSocketMayLeaveWhileItIsWrittenTo() {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Socket socket = socket(Framing.JSON);
            socket.leaves = i % 3 == 0;
            sockets.add(socket);
            add("news:a", socket);
        }
        hub.publish(publication("news:a", "1"));
        hub.publish(publication("news:a", "2"));
        for (Socket socket : sockets) {
            await().untilAsserted(() -> assertThat(socket.received()).hasSize(socket.leaves ? 1 : 2));
        }
    }

    @Test
    void aLossReachesEverySocketInItsPlace() {
        List<Socket> sockets = List.of(socket(Framing.JSON), socket(Framing.JSON));
        sockets.forEach(socket -> add("news:a", socket));
        hub.publish(publication("news:a", "1"));
        hub.lose("news:a");
        hub.publish(publication("news:a", "2"));
        for (Socket socket : sockets) {
            await().untilAsserted(
                            () -> assertThat(socket.received()).containsExactly("JSON 1", "lost news:a", "JSON 2"));
        }
    }

    @Test
    void whatABusyLoopCannotTakeIsToldAsALoss() throws Exception {
        Socket socket = socket(Framing.JSON);
        add("news:a", socket);
        byte[] megabyte = new byte[1 << 20];
        socket.eventLoop()
                .submit(() -> {
                    for (int i = 0; i < 70; i++) {
                        hub.publish(new Publication("news:a", megabyte, null, Map.of(), 0));
                    }
                })
                .sync();
        // 64 MiB are encoded before it, which takes its time on a machine that does other work.
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(socket.received()).contains("lost news:a"));
        assertThat(socket.received()).filteredOn("lost news:a"::equals).hasSize(1);
        assertThat(hub.dropped()).isBetween(1L, 69L);
    }

    @Test
    void aPublicationThatCannotBeWrittenIsALossAndThoseBehindItGoOut() {
        Socket socket = socket(Framing.JSON);
        add("news:a", socket);
        hub.publish(publication("news:a", "unencodable"));
        hub.publish(publication("news:a", "2"));
        await().untilAsserted(() -> assertThat(socket.received()).contains("lost news:a", "JSON 2"));
        assertThat(hub.dropped()).isEqualTo(1);
    }

    @Test
    void forgetsAChannelWithoutSubscribers() throws Exception {
        Socket socket = socket(Framing.JSON);
        add("news:a", socket);
        assertThat(hub.channels()).containsExactly("news:a");
        socket.eventLoop().submit(() -> hub.remove("news:a", socket)).sync();
        assertThat(hub.channels()).isEmpty();
    }

    private void add(String channel, Socket socket) {
        socket.eventLoop().submit(() -> hub.add(channel, socket)).syncUninterruptibly();
    }

    @Test
    void namesTheSubscribersOfAllLoops() {
        for (int i = 0; i < 4; i++) {
            Socket socket = socket(Framing.JSON);
            socket.eventLoop().submit(() -> hub.add("news:a", socket)).syncUninterruptibly();
        }
        assertThat(hub.members("news:a").toCompletableFuture().join()).hasSize(4);
        assertThat(hub.members("news:b").toCompletableFuture().join()).isEmpty();
    }

    private Socket socket(Framing framing) {
        return new Socket(loops.next(), framing);
    }

    private static Publication publication(String channel, String data) {
        return new Publication(channel, data.getBytes(UTF_8), null, Map.of(), 0);
    }

    private final class Socket implements Subscriber {
        private final EventLoop eventLoop;
        private final Framing framing;
        private final List<String> received = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger flushes = new AtomicInteger();
        private boolean leaves;
        private int writeMillis;

        Socket(EventLoop eventLoop, Framing framing) {
            this.eventLoop = eventLoop;
            this.framing = framing;
        }

        List<String> received() {
            return List.copyOf(received);
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
            received.add(publication.frame(framing).toString(UTF_8));
            long end = System.nanoTime() + writeMillis * 1_000_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            if (leaves) {
                hub.remove("news:a", this);
            }
        }

        @Override
        public void flush() {
            flushes.incrementAndGet();
        }

        @Override
        public void lose(String channel) {
            received.add("lost " + channel);
        }
    }
}
