package dev.wsgateway.e2e.chaos.parts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A server of HTTP/1.1 that can do what a proper one does not: answer a call twice, or not at all, or go away in between.
 * It reads bodies with a {@code Content-Length}. Any thread.
 */
public final class HttpPort implements AutoCloseable {
    private final Handler handler;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket server;

    /** Serves a call; on a thread of its own, which it may block. */
    public interface Handler {
        void handle(Call call) throws IOException, InterruptedException;
    }

    /**
     * A request, and the way to answer it.
     *
     * @param headers by their names in lower case
     */
    public record Call(String path, Map<String, String> headers, String body, Socket socket) {
        /** A header; empty where it is missing. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /**
         * Answers.
         *
         * @param status with its reason, such as {@code 200 OK}
         * @param more further header lines, each with its end of line
         * @param times how often, in one go
         */
        public void answer(String status, String more, int times) throws IOException {
            String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n" + more + "\r\n{}";
            socket.getOutputStream().write(answer.repeat(times).getBytes(ISO_8859_1));
        }

        /** Ends the connection without an answer. */
        public void cut() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** One that listens on a port of 127.0.0.1, which it keeps. */
    public HttpPort(Handler handler) {
        this.handler = handler;
        port = listen(0);
    }

    private synchronized int listen(int wanted) {
        try {
            ServerSocket next = new ServerSocket();
            next.setReuseAddress(true);
            next.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1024);
            server = next;
            Thread.ofVirtual().name("http-port").start(() -> accept(next));
            return next.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Ends all connections, and takes no new ones. */
    public synchronized void goAway() {
        ServerSocket current = server;
        if (current != null) {
            close(current);
            server = null;
        }
        sockets.forEach(HttpPort::close);
    }

    /** Takes connections again. */
    public void comeBack() {
        listen(port);
    }

    private void accept(ServerSocket from) {
        while (true) {
            try {
                Socket socket = from.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Call call = read(in, socket); call != null; call = read(in, socket)) {
                handler.handle(call);
            }
        } catch (IOException gone) {
            // Whoever called, or this port, does not wait any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private static @Nullable Call read(InputStream in, Socket socket) throws IOException {
        String request = line(in);
        if (request.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), UTF_8);
        return new Call(request.split(" ", 3)[1], headers, body, socket);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is gone, as it should be.
        }
    }

    @Override
    public void close() {
        goAway();
    }
}
