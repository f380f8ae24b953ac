package dev.wsgateway.operator.standalone.redis;

import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.plan.SecretValues;
import dev.wsgateway.operator.standalone.process.ProcessSpec;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.redis.RedisUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides whether a run needs a Redis of its own: it does when nothing answers at an address of this machine. */
public final class LocalRedis {
    /** Name of the process. */
    public static final String NAME = "redis";

    private static final int CONNECT_MILLIS = 2000;

    private final RedisProgram program;

    public LocalRedis(RedisProgram program) {
        this.program = program;
    }

    /**
     * The process to start for a URL, with the credentials that the gateways log in with; empty when something answers
     * there, which is then used as it is.
     *
     * @throws IOException when nothing answers and none can be started; the message says what to do
     */
    public Optional<ProcessSpec> processFor(String url, SecretValues secrets, StateDirectory state)
            throws IOException, InterruptedException {
        RedisUrl where = RedisUrl.parse(url);
        if (answers(where)) {
            return Optional.empty();
        }
        if (where.form() != RedisUrl.Form.SINGLE
                || where.tls()
                || !isLoopback(where.nodes().getFirst())) {
            throw new IOException("nothing answers at spec.redis.url, " + url + ": start a Redis there, or write"
                    + " redis://localhost:6390, where one is started for you");
        }
        state.write(
                "redis-config",
                Map.of(
                        "redis.conf",
                        config(where.nodes().getFirst(), secrets, state).getBytes(StandardCharsets.UTF_8)));
        String config = state.file("redis-config").resolve("redis.conf").toString();
        return Optional.of(new ProcessSpec(
                NAME,
                List.of(program.find().toString(), config),
                Map.of(),
                state.folder("logs").resolve("redis.log")));
    }

    /** Waits until a Redis that was started accepts connections; false when it does not within the time. */
    public static boolean awaitAnswer(String url, Duration time) throws InterruptedException {
        RedisUrl where = RedisUrl.parse(url);
        long end = System.nanoTime() + time.toNanos();
        while (!answers(where)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private static String config(RedisUrl.Node node, SecretValues secrets, StateDirectory state) throws IOException {
        String config = "bind 127.0.0.1 -::1\nport " + node.port() + "\ndir " + quoted(state.folder("redis") + "")
                + "\nappendonly yes\nsave \"\"\n";
        String username = secrets.text(SecretFile.REDIS_USERNAME);
        String password = secrets.text(SecretFile.REDIS_PASSWORD);
        if (password == null) {
            return config;
        }
        return username == null
                ? config + "requirepass " + quoted(password) + "\n"
                : config + "user default off\nuser " + username + " on " + quoted(">" + password) + " ~* &* +@all\n";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean answers(RedisUrl where) {
        return where.nodes().stream().anyMatch(LocalRedis::answers);
    }

    private static boolean answers(RedisUrl.Node node) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.host(), node.port()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLoopback(RedisUrl.Node node) {
        try {
            return InetAddress.getByName(node.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
