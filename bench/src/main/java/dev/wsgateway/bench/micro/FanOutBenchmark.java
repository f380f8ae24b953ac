package dev.wsgateway.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.EncodedPublication;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.hub.Subscriber;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A publication from the hub to the subscribers of one event loop, which write nothing. What is allocated must not grow
 * with their number.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FanOutBenchmark {
    @Param({"1", "100", "1000"})
    public int subscribers;

    private final EventLoop loop = new DefaultEventLoop();
    private final ByteBuf frame =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeZero(128));
    private final Hub hub = new Hub((publication, framing) -> frame);
    private final Publication publication = new Publication("news:x", "{}".getBytes(UTF_8), null, Map.of(), 1);
    private volatile long flushed;
    private long expected;

    @Setup
    public void subscribe() {
        for (int i = 0; i < subscribers; i++) {
            Silent subscriber = new Silent();
            loop.submit(() -> hub.add("news:x", subscriber)).syncUninterruptibly();
        }
    }

    @Benchmark
    public void publish() {
        expected += subscribers;
        hub.publish(publication);
        while (flushed < expected) {
            Thread.onSpinWait();
        }
    }

    @TearDown
    public void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Silent implements Subscriber {
        private int bytes;

        @Override
        public EventLoop eventLoop() {
            return loop;
        }

        @Override
        public void write(EncodedPublication encoded) {
            bytes += encoded.frame(Framing.JSON).readableBytes();
        }

        // The event loop alone writes it.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        @Override
        public void flush() {
            flushed++;
        }

        @Override
        public ClientInfo info(String channel) {
            return new ClientInfo("", "", null, null);
        }

        @Override
        public void lose(String channel) {
            throw new IllegalStateException("lost after " + bytes + " bytes");
        }
    }
}
