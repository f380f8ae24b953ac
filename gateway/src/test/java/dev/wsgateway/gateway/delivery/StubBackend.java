package dev.wsgateway.gateway.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** A backend that remembers its calls and answers as it is told. */
public final class StubBackend implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private volatile Function<Call, Answer> answers = call -> Answer.of(204);
    private volatile int mostOfOneKey;

    /** A call, with its headers' names in lower case. */
    public record Call(Map<String, String> headers, String body, String path) {
        public String id() {
            return header("ce-id");
        }

        public String key() {
            return header("ce-partitionkey");
        }

        public int attempt() {
            return Integer.parseInt(header("ce-attempt"));
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** An answer. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public static Answer of(int status) {
            return new Answer(status, Map.of(), "");
        }

        public static Answer of(int status, String header, String value) {
            return new Answer(status, Map.of(header, value), "");
        }
    }

    private StubBackend(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public static StubBackend started() {
        return started(0);
    }

    public static StubBackend started(int port) {
        try {
            return new StubBackend(HttpServer.create(address(port), 1000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS. */
    static StubBackend started(SSLContext tls) {
        try {
            HttpsServer server = HttpsServer.create(address(0), 1000);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new StubBackend(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Call call = new Call(headers, body, exchange.getRequestURI().toString());
        calls.add(call);
        int now = open.computeIfAbsent(call.key(), key -> new AtomicInteger()).incrementAndGet();
        synchronized (this) {
            mostOfOneKey = Math.max(mostOfOneKey, now);
        }
        Answer answer = answers.apply(call);
        open.get(call.key()).decrementAndGet();
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** Has calls answered by a function, which may block. */
    public void answer(Function<Call, Answer> how) {
        answers = how;
    }

    /** All calls so far. */
    public List<Call> calls() {
        return calls;
    }

    /** The bodies of a key's calls, in their order. */
    public List<String> bodies(String key) {
        return calls.stream()
                .filter(call -> call.key().equals(key))
                .map(Call::body)
                .toList();
    }

    /** The most calls of one key that were ever under way together. */
    public int mostOfOneKey() {
        return mostOfOneKey;
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
