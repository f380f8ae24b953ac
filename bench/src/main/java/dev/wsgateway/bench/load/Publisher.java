package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Publishes through a server's HTTP API: {@code POST /api/publish} with {@code {"channel":…,"data":…}}, over connections
 * that are kept, with one request under way on each. Its methods block.
 */
public final class Publisher implements AutoCloseable {
    /** As fast as the server answers. */
    public static final double UNLIMITED = Double.POSITIVE_INFINITY;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<PublishConnection> connections = new ArrayList<>();
    private final Deque<PublishConnection> idle = new ArrayDeque<>();
    private final Histogram answers = new Histogram(120_000_000, 3);
    private final byte[] message;

    // Of the run under way; on the event loop.
    private @Nullable CompletableFuture<Result> running;
    private List<byte[]> requests = List.of();
    private double perNano;
    private long begin;
    private long end;
    private long sent;
    private long answered;
    private long refused;

    /**
     * What came of it.
     *
     * @param published answered with success
     * @param refused answered otherwise
     * @param answers milliseconds since each was due, 99th percentile
     */
    public record Result(long published, long refused, double seconds, double answers) {
        /** Publications a second. */
        public double rate() {
            return published / seconds;
        }
    }

    /** Connects. */
    public Publisher(int port, int connectionCount, int messageBytes) {
        message = Message.ofSize(messageBytes);
        for (int i = 0; i < connectionCount; i++) {
            PublishConnection connection = new PublishConnection(this);
            new Bootstrap()
                    .group(loops)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(connection)
                    .connect("127.0.0.1", port)
                    .syncUninterruptibly();
            connections.add(connection);
            idle.add(connection);
        }
    }

    /**
     * Publishes for a time to channels in turn, at a rate that does not wait for the server.
     *
     * @param perSecond how many, or {@link #UNLIMITED}
     */
    public Result publish(List<String> channels, double perSecond, double seconds) {
        CompletableFuture<Result> result = start(channels, perSecond, seconds);
        return result.join();
    }

    /** The same, without waiting for its end. */
    public CompletableFuture<Result> start(List<String> channels, double perSecond, double seconds) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        List<byte[]> prepared = channels.stream().map(this::request).toList();
        loops.execute(() -> {
            requests = prepared;
            perNano = perSecond / 1e9;
            begin = System.nanoTime();
            end = begin + (long) (seconds * 1e9);
            sent = 0;
            answered = 0;
            refused = 0;
            answers.reset();
            running = result;
            tick();
        });
        return result;
    }

    private byte[] request(String channel) {
        String body = "{\"channel\":\"" + channel + "\",\"data\":" + new String(message, US_ASCII) + "}";
        return ("POST /api/publish HTTP/1.1\r\nHost: 127.0.0.1\r\nX-API-Key: bench\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(US_ASCII);
    }

    private void tick() {
        if (running == null) {
            return;
        }
        sendDue();
        if (System.nanoTime() < end || answered + refused < sent) {
            var _ = loops.schedule(this::tick, 500, TimeUnit.MICROSECONDS);
        } else {
            double seconds = (System.nanoTime() - begin) / 1e9;
            CompletableFuture<Result> done = running;
            running = null;
            done.complete(new Result(
                    answered,
                    refused,
                    Math.max(seconds, (end - begin) / 1e9),
                    answers.getValueAtPercentile(99) / 1000.0));
        }
    }

    // What could not be sent before the end because no connection was free is sent, late, after it.
    private void sendDue() {
        long now = System.nanoTime();
        while (!idle.isEmpty()) {
            long due = Double.isInfinite(perNano) ? now : begin + (long) (sent / perNano);
            if (due > now || due >= end || now > end + 5_000_000_000L) {
                return;
            }
            byte[] request = requests.get((int) (sent % requests.size()));
            Message.stamp(request, request.length - message.length - 1, due);
            sent++;
            idle.remove().send(request, due);
        }
    }

    void answered(PublishConnection connection, boolean success, long due) {
        if (success) {
            answered++;
        } else {
            refused++;
        }
        answers.recordValue(Math.clamp((System.nanoTime() - due) / 1000, 0, 120_000_000));
        idle.add(connection);
        if (running != null) {
            sendDue();
        }
    }

    void failed(String why) {
        if (running != null) {
            running.completeExceptionally(new IllegalStateException("publisher: " + why));
            running = null;
        }
    }

    @Override
    public void close() {
        connections.forEach(PublishConnection::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
