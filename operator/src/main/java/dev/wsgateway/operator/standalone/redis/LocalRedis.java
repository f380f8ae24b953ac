package dev.wsgateway.operator.standalone.redis;

import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.plan.SecretValues;
import dev.wsgateway.operator.standalone.process.ProcessSpec;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import io.lettuce.core.RedisURI;
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
        RedisURI uri = RedisURI.create(url);
        if (answers(uri)) {
            return Optional.empty();
        }
        if (uri.isSsl() || !isLoopback(uri)) {
            throw new IOException("nothing answers at spec.redis.url, " + url + ": start a Redis there, or write"
                    + " redis://localhost:6390, where one is started for you");
        }
        state.write(
                "redis-config", Map.of("redis.conf", config(uri, secrets, state).getBytes(StandardCharsets.UTF_8)));
        String config = state.file("redis-config").resolve("redis.conf").toString();
        return Optional.of(new ProcessSpec(
                NAME,
                List.of(program.find().toString(), config),
                Map.of(),
                state.folder("logs").resolve("redis.log")));
    }

    /** Waits until a Redis that was started accepts connections; false when it does not within the time. */
    public static boolean awaitAnswer(String url, Duration time) throws InterruptedException {
        RedisURI uri = RedisURI.create(url);
        long end = System.nanoTime() + time.toNanos();
        while (!answers(uri)) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    private static String config(RedisURI uri, SecretValues secrets, StateDirectory state) throws IOException {
        String config = "bind 127.0.0.1 -::1\nport " + uri.getPort() + "\ndir " + quoted(state.folder("redis") + "")
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

    private static boolean answers(RedisURI uri) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isLoopback(RedisURI uri) {
        try {
            return InetAddress.getByName(uri.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
