package dev.wsgateway.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All sockets of one generator. Everything runs on its one event loop, but the constructor. */
final class Fleet {
    /** Connections whose handshake is under way at once: less than a server's backlog. */
    private static final int OPENING = 500;

    private final EventLoop loop;
    private final Dialect dialect;
    private final byte[] acknowledgement;
    private final List<InetSocketAddress> servers;
    private final String source;
    private final Recorder recorder;
    private final Histogram acknowledgements = new Histogram(120_000_000, 3);
    private final List<Client> clients = new ArrayList<>();
    private final Bootstrap bootstrap;

    private int next;
    private int ready;
    private int lost;
    private @Nullable String failure;
    private boolean closing;
    private int wanted;
    private int complete;
    private @Nullable CompletableFuture<Void> opened;
    private @Nullable CompletableFuture<Void> closed;
    private @Nullable ByteBuf appended;

    Fleet(EventLoop loop, Dialect dialect, List<InetSocketAddress> servers, String source, int messageBytes) {
        this.loop = loop;
        this.dialect = dialect;
        this.acknowledgement = dialect.acknowledgement();
        this.servers = servers;
        this.source = source;
        this.recorder = new Recorder(messageBytes);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 60_000)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new SharedReadBuffer());
    }

    void add(int number, String channel) {
        clients.add(new Client(this, number, channel));
    }

    /**
     * Opens all sockets, as fast as the servers let it.
     *
     * @param recover whether each asks for what it missed
     * @param messages of each socket to wait for, beside its subscription
     */
    CompletableFuture<Void> open(boolean recover, int messages) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            opened = done;
            closing = false;
            next = 0;
            ready = 0;
            complete = 0;
            wanted = messages;
            clients.forEach(client -> client.fresh(recover));
            for (int i = 0; i < OPENING; i++) {
                openNext();
            }
        });
        return done;
    }

    private void openNext() {
        if (next == clients.size()) {
            return;
        }
        Client client = clients.get(next++);
        bootstrap
                .clone()
                .handler(client)
                .connect(servers.get(client.number % servers.size()), new InetSocketAddress(source, 0))
                .addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        failed(client, String.valueOf(connected.cause()));
                    }
                });
    }

    void ready(Client client) {
        ready++;
        openNext();
        check(client);
    }

    void arrived(Client client) {
        if (wanted > 0) {
            check(client);
        }
    }

    private void check(Client client) {
        if (wanted > 0 && client.received >= wanted) {
            complete++;
            client.received = Integer.MIN_VALUE;
        }
        if (opened != null && ready == clients.size() && (wanted == 0 || complete == clients.size())) {
            wanted = 0;
            opened.complete(null);
            opened = null;
        }
    }

    void failed(Client client, String why) {
        failure = "socket " + client.number + ": " + why;
        if (opened != null) {
            opened.completeExceptionally(new IllegalStateException(failure));
            opened = null;
        }
    }

    void gone(Client client) {
        if (!closing) {
            lost++;
            failed(client, "connection lost");
        } else if (--ready == 0 && closed != null) {
            closed.complete(null);
        }
    }

    /** Closes all sockets at once. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            closing = true;
            closed = done;
            clients.forEach(Client::close);
        });
        return done;
    }

    /** Each socket sends a message to a stream, and the next one when that is acknowledged. Null ends it. */
    CompletableFuture<Void> append(@Nullable ByteBuf frame) {
        return CompletableFuture.runAsync(
                () -> {
                    appended = frame;
                    clients.forEach(Client::append);
                },
                loop);
    }

    /** The first ones read no more. */
    CompletableFuture<Void> stopReading(int count) {
        return CompletableFuture.runAsync(() -> clients.stream().limit(count).forEach(Client::stopReading), loop);
    }

    void acknowledged(long nanos) {
        acknowledgements.recordValue(nanos / 1000);
    }

    @Nullable
    ByteBuf appended() {
        return appended;
    }

    byte[] acknowledgement() {
        return acknowledgement;
    }

    Dialect dialect() {
        return dialect;
    }

    Recorder recorder() {
        return recorder;
    }

    /** What was measured since the last call, which begins anew. */
    CompletableFuture<Interval> interval() {
        return CompletableFuture.supplyAsync(
                () -> {
                    Interval interval = new Interval(
                            recorder.total(),
                            lost,
                            recorder.histogram().copy(),
                            acknowledgements.copy(),
                            Interval.ownCpuSeconds(),
                            failure == null ? "" : failure);
                    recorder.histogram().reset();
                    acknowledgements.reset();
                    return interval;
                },
                loop);
    }
}
