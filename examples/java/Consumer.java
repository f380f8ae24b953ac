import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a stream of a WebSocketGateway in order, beside other replicas: see examples/README.md. */
final class Consumer {
    private static final String GATEWAY = System.getenv("GATEWAY");
    private static final String STREAM = System.getenv("STREAM");
    private static final String GROUP = System.getenv("GROUP");
    private static final String CONSUMER = System.getenv("CONSUMER");
    private static final int MOST = Integer.parseInt(System.getenv("PARTITIONS"));
    private static final String LEASE_MILLIS = "5000";
    private static final String BATCH = "10";
    private static final String MAX_DELIVERIES = "5";

    private final RedisCommands<String, String> redis;
    private final Map<Long, String> owned = new HashMap<>();
    private final Map<String, String> scripts = new HashMap<>();

    private Consumer(RedisCommands<String, String> redis) throws IOException {
        this.redis = redis;
        for (String name : List.of("partitions", "take", "read", "acknowledge", "release")) {
            scripts.put(name, Files.readString(Path.of(System.getenv("SCRIPTS"), name + ".lua")));
        }
    }

    /** Your work. It may see a message again, with the same partition and id: remember what is done. */
    private static void handle(long partition, String id, Map<String, String> fields) {
        System.out.println(partition + " " + id + " " + fields.get("key") + " " + fields.get("data"));
    }

    private List<Object> run(String script, List<String> keys, String... arguments) {
        return redis.eval(scripts.get(script), ScriptOutputType.MULTI, keys.toArray(String[]::new), arguments);
    }

    private static String key(long partition, String what) {
        return "wsg:{" + GATEWAY + "/s/" + STREAM + "/" + partition + "}:" + what;
    }

    private static String lease(long partition) {
        return key(partition, "lease:" + GROUP);
    }

    /** Takes or keeps leases and works once on each; returns the number of messages. */
    private int turn() {
        List<Object> readable =
                run("partitions", List.of("wsg:{" + GATEWAY + "}:layouts", "wsg:{" + GATEWAY + "}:finished"), STREAM, GROUP);
        for (Long partition : List.copyOf(owned.keySet())) {
            if (!readable.contains(partition)) {
                run("release", List.of(lease(partition)), owned.remove(partition));
            }
        }
        int handled = 0;
        for (Object each : readable) {
            Long partition = (Long) each;
            if (!owned.containsKey(partition) && owned.size() >= MOST) {
                continue;
            }
            List<Object> taken = run("take", List.of(lease(partition)), CONSUMER, LEASE_MILLIS);
            int count = taken.get(0).equals("taken") ? work(partition, (String) taken.get(1)) : -1;
            if (count < 0) {
                owned.remove(partition);
            } else {
                owned.put(partition, (String) taken.get(1));
                handled += count;
            }
        }
        return handled;
    }

    /** Handles what waits in one partition; returns the number of messages, or -1 when somebody else has it. */
    private int work(long partition, String token) {
        String entries = key(partition, "entries");
        List<Object> reply = run(
                "read",
                List.of(lease(partition), entries, key(partition, "dead:" + GROUP)),
                token, GROUP, CONSUMER, BATCH, MAX_DELIVERIES);
        if (reply.get(0).equals("stale")) {
            return -1;
        }
        for (Object entry : reply.subList(1, reply.size())) {
            String id = (String) ((List<?>) entry).get(0);
            List<?> flat = (List<?>) ((List<?>) entry).get(1);
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < flat.size(); i += 2) {
                fields.put((String) flat.get(i), (String) flat.get(i + 1));
            }
            handle(partition, id, fields);
            if (run("acknowledge", List.of(lease(partition), entries), token, GROUP, id).get(0).equals("stale")) {
                return -1;
            }
        }
        return reply.size() - 1;
    }

    private void releaseAll() {
        owned.forEach((partition, token) -> run("release", List.of(lease(partition)), token));
    }

    public static void main(String[] args) throws Exception {
        RedisClient client = RedisClient.create(System.getenv("REDIS_URL"));
        Consumer consumer = new Consumer(client.connect().sync());
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                main.join(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try {
            while (!Thread.interrupted()) {
                try {
                    if (consumer.turn() == 0) {
                        Thread.sleep(100);
                    }
                } catch (RedisException e) {
                    System.err.println(e.getMessage());
                    Thread.sleep(1000);
                }
            }
        } catch (InterruptedException e) {
            // told to end
        } finally {
            consumer.releaseAll();
        }
    }
}
