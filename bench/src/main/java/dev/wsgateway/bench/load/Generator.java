package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The generator process: reads commands from standard input, one a line, and answers each with one line. Arguments:
 * dialect, ports of the servers, own address, bytes of a message, first socket's number, number of sockets, their channel
 * ({@code %d} stands for the socket's number modulo the last argument).
 */
public final class Generator {
    private final Fleet fleet;
    private final Dialect dialect;
    private final int messageBytes;

    private Generator(String[] arguments) {
        List<InetSocketAddress> servers = Arrays.stream(arguments[1].split(","))
                .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
                .toList();
        dialect = dialect(arguments[0]);
        messageBytes = Integer.parseInt(arguments[3]);
        EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
        fleet = new Fleet(loop, dialect, servers, arguments[2], messageBytes);
        int first = Integer.parseInt(arguments[4]);
        int channels = Integer.parseInt(arguments[7]);
        for (int i = first; i < first + Integer.parseInt(arguments[5]); i++) {
            fleet.add(i, arguments[6].replace("%d", "" + i % channels));
        }
    }

    private static Dialect dialect(String name) {
        return switch (name) {
            case "centrifugal" -> new Centrifugal();
            case "centrifugal-protobuf" -> new CentrifugalProtobuf();
            case "socketio" -> new SocketIo();
            case "bare" -> new Bare();
            default -> throw new IllegalArgumentException("no dialect '" + name + "'");
        };
    }

    /** Runs until standard input ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Generator generator = new Generator(arguments);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(generator.answer(line.split(" ")));
        }
        System.exit(0);
    }

    private String answer(String[] command) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            return switch (command[0]) {
                case "open" -> done(fleet.open(false, 0), begin);
                case "recover" -> done(fleet.open(true, Integer.parseInt(command[1])), begin);
                case "close" -> done(fleet.close(), begin);
                case "append" ->
                    done(
                            fleet.append(Frames.of(
                                    dialect.isBinary() ? Frames.BINARY : Frames.TEXT,
                                    dialect.append(Message.ofSize(messageBytes)))),
                            begin);
                case "stop" -> done(fleet.append(null), begin);
                case "deaf" -> done(fleet.stopReading(Integer.parseInt(command[1])), begin);
                case "interval" -> fleet.interval().get().toLine();
                default -> "failed: no command " + command[0];
            };
        } catch (ExecutionException e) {
            return "failed: " + e.getCause();
        }
    }

    private static String done(CompletableFuture<Void> future, long begin)
            throws ExecutionException, InterruptedException {
        future.get();
        return Double.toString((System.nanoTime() - begin) / 1e9);
    }
}
