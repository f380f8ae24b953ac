import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the AOT cache of the gateway's image (JEP 483, 514, 515): runs the program as the image has it, uses it a little,
 * and has the JVM keep what it loaded, linked and learnt.
 *
 * <p>Arguments: folder with the unpacked image, its configuration (the JSON of the image), the file to write, and {@code
 * make} or {@code try}. The second starts the image's command as it stands, refuses a cache that does not fit, and prints
 * how long the start took and what memory it needs. Needs redis-server.
 *
 * <p>The JVM takes a cache only for the same files: their sizes, times and order count, their folder does not.
 */
final class AotCache {
    private static final String CHANNEL = "news:x";

    private AotCache() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]).toAbsolutePath();
        Path cache = Path.of(arguments[2]).toAbsolutePath();
        boolean make = arguments[3].equals("make");
        Path work = Files.createTempDirectory("aot");
        int redisPort = freePort();
        int websocketPort = freePort();
        int apiPort = freePort();
        configure(work, redisPort);
        Process redis = start(work.resolve("redis.log"), Map.of(), List.of("redis-server", "--port", "" + redisPort,
                "--bind", "127.0.0.1", "--save", "", "--dir", work.toString()));
        try {
            await("Redis", redis, () -> accepts(redisPort));
            List<String> command = command(root, Files.readString(Path.of(arguments[1])));
            List<String> plain = List.copyOf(command);
            command.add(1, make ? "-XX:AOTConfiguration=" + work + "/seen" : "-XX:AOTCache=" + cache);
            command.add(2, make ? "-XX:AOTMode=record" : "-XX:AOTMode=on");
            long begin = System.nanoTime();
            Process gateway = start(work.resolve("gateway.log"), Map.of(
                    "WSGATEWAY_CONFIG_DIRECTORY", work + "/config", "WSGATEWAY_SECRETS_DIRECTORY", work + "/secrets",
                    "WSGATEWAY_NODE", "aot", "WSGATEWAY_BIND_ADDRESS", "127.0.0.1", "MALLOC_ARENA_MAX", "2",
                    "WSGATEWAY_WEBSOCKET_PORT", "" + websocketPort, "WSGATEWAY_API_PORT", "" + apiPort,
                    "WSGATEWAY_DRAIN_PERIOD", "PT0S"), command);
            try {
                HttpClient http = HttpClient.newHttpClient();
                await("the gateway", gateway, () -> status(http, apiPort, "/readyz") == 200);
                double seconds = (System.nanoTime() - begin) / 1e9;
                double cpu = gateway.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
                if (make) {
                    use(http, websocketPort, apiPort);
                } else {
                    Thread.sleep(15_000);
                    System.out.printf(
                            "ready after %.2f s and %.2f s of processor time; RSS after 15 s: %s%n",
                            seconds, cpu, rss(gateway.pid()));
                }
            } finally {
                gateway.destroy();
                if (!gateway.waitFor(120, TimeUnit.SECONDS)) {
                    gateway.destroyForcibly();
                }
            }
            if (make) {
                create(plain, work, cache);
            }
        } finally {
            redis.destroy();
            redis.waitFor();
        }
    }

    private static void create(List<String> plain, Path work, Path cache) throws Exception {
        List<String> command = new ArrayList<>(plain);
        command.addAll(1, List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + work + "/seen", "-XX:AOTCache=" + cache));
        Process jvm = start(work.resolve("create.log"), Map.of(), command);
        if (jvm.waitFor() != 0 || !Files.exists(cache)) {
            throw new IllegalStateException("no cache was written:\n" + Files.readString(work.resolve("create.log")));
        }
    }

    /** The image's command with its paths in the unpacked folder, without the cache that it will have. */
    private static List<String> command(Path root, String image) throws IOException {
        Matcher entrypoint = Pattern.compile("\"Entrypoint\":\\[(.*?)\\]").matcher(image);
        if (!entrypoint.find()) {
            throw new IllegalArgumentException("the image has no Entrypoint");
        }
        List<String> command = new ArrayList<>();
        for (String part : entrypoint.group(1).split(",")) {
            String word = part.strip().replaceAll("^\"|\"$", "");
            if (word.startsWith("@")) {
                String classpath = Files.readString(root.resolve(word.substring(2)));
                command.add(Stream.of(classpath.strip().split(":"))
                        .map(jar -> root + jar)
                        .collect(Collectors.joining(":")));
            } else if (!word.startsWith("-XX:AOT")) {
                command.add(word);
            }
        }
        command.set(0, root + "/opt/java/bin/java");
        return command;
    }

    private static void configure(Path work, int redisPort) throws IOException {
        Files.createDirectories(work.resolve("config"));
        Files.createDirectories(work.resolve("secrets/api"));
        Files.writeString(work.resolve("secrets/api/key"), "aot\n");
        Files.writeString(work.resolve("config/gateway.json"), """
                {"namespace":"aot","name":"aot","redis":{"url":"redis://127.0.0.1:%d"},
                 "channels":[{"namespace":"news","subscribe":"ANYONE","publish":"NOBODY","data":"JSON",
                   "history":{"size":100,"ttl":"PT10M","idempotencyWindow":"PT5M"}}],
                 "streams":[{"name":"orders","append":"ANYONE","maxLength":1000,"groups":false}],
                 "authentication":{"anonymous":true},"apiKeysFile":"api/key","allowedOrigins":["*"],
                 "limits":{"messageBytes":65536,"apiRequestBytes":1048576,"queueBytes":1048576,
                   "subscriptionsPerConnection":128,"connectionsPerPod":20000},
                 "timeouts":{"handshake":"PT10S","pingInterval":"PT25S","pongTimeout":"PT10S","apiIdle":"PT75S"},
                 "ports":{"websocket":8001,"api":9001}}
                """.formatted(redisPort));
    }

    /** What pods do in their first minute: sockets, subscriptions, publications, messages into a stream, a scrape. */
    private static void use(HttpClient http, int websocketPort, int apiPort) throws Exception {
        LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + websocketPort + "/connection/websocket"), new Listener(received))
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"" + CHANNEL
                    + "\",\"recover\":true}}", true).get(10, TimeUnit.SECONDS);
            sockets.add(socket);
        }
        for (int i = 0; i < 200; i++) {
            HttpRequest publish = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort + "/api/publish"))
                    .header("X-API-Key", "aot")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"channel\":\"" + CHANNEL + "\",\"data\":{\"n\":" + i + "}}"))
                    .build();
            int code = http.send(publish, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (code != 200) {
                throw new IllegalStateException("publish was answered with " + code);
            }
            sockets.get(i % sockets.size())
                    .sendText("{\"id\":" + (i + 3) + ",\"rpc\":{\"method\":\"orders\",\"data\":{\"n\":" + i + "}}}", true)
                    .get(10, TimeUnit.SECONDS);
        }
        await("the publications", null, () -> received.stream().anyMatch(text -> text.contains("\"n\":199")));
        if (status(http, apiPort, "/metrics") != 200) {
            throw new IllegalStateException("no metrics");
        }
        for (WebSocket socket : sockets) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
        }
    }

    private record Listener(LinkedBlockingQueue<String> received) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            received.add(text.toString());
            socket.request(1);
            return null;
        }
    }

    private static Process start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void await(String what, Process process, BooleanSupplier done) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end || (process != null && !process.isAlive())) {
                throw new IllegalStateException(what + " did not come");
            }
            Thread.sleep(10);
        }
    }

    private static int status(HttpClient http, int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** All of it, and that which no other process can share. */
    private static String rss(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:") || line.startsWith("RssAnon:"))
                .map(line -> line.replaceAll("\\s+", " "))
                .collect(Collectors.joining(", "));
    }
}
