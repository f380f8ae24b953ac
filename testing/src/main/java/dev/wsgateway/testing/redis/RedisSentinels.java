package dev.wsgateway.testing.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A master with replicas, watched by three Sentinels that promote a replica about a second after the master has gone.
 * They log in with the servers' user; clients log in to the Sentinels with a user of its own, where one is given.
 */
public final class RedisSentinels implements AutoCloseable {
    /** Name of the master, as Sentinel knows it. */
    public static final String MASTER = "main";

    private static final Duration AGREED = Duration.ofSeconds(60);

    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels(int replicas, RedisOptions options, RedisOptions.@Nullable User user) {
        for (int i = 0; i <= replicas; i++) {
            servers.add(RedisServer.started(options));
        }
        RedisServer master = servers.getFirst();
        servers.stream().skip(1).forEach(replica -> replica.replicate(master));
        RedisOptions open = RedisOptions.standard().on(options.program());
        RedisOptions secure = options.tls() == null ? open : open.withTls(options.tls());
        RedisOptions own = user == null ? secure : secure.onlyFor(user.name(), user.password());
        for (int i = 0; i < 3; i++) {
            sentinels.add(RedisServer.sentinel(own, configuration(master, user)));
        }
        Awaitility.await("sentinels know each other and the replicas")
                .atMost(AGREED)
                .until(() -> sentinels.stream().allMatch(sentinel -> knowsAll(sentinel, replicas)));
    }

    /** Starts a master with replicas, open to all, and its Sentinels. */
    public static RedisSentinels started(int replicas) {
        return started(replicas, RedisOptions.standard(), null);
    }

    /** Starts a master with replicas and its Sentinels; their user is another than that of the servers. */
    public static RedisSentinels started(int replicas, RedisOptions options, RedisOptions.@Nullable User user) {
        return new RedisSentinels(replicas, options, user);
    }

    private static List<String> configuration(RedisServer master, RedisOptions.@Nullable User user) {
        List<String> lines = new ArrayList<>(List.of(
                "sentinel monitor " + MASTER + " 127.0.0.1 " + master.port() + " 2",
                "sentinel down-after-milliseconds " + MASTER + " 1000",
                "sentinel failover-timeout " + MASTER + " 6000"));
        RedisOptions.User servers = master.options().user();
        if (servers != null) {
            lines.add("sentinel auth-user " + MASTER + " " + servers.name());
            lines.add("sentinel auth-pass " + MASTER + " " + servers.password());
        }
        if (user != null) {
            lines.add("user default off");
            lines.add("user " + user.name() + " on >" + user.password() + " ~* &* +@all");
            lines.add("sentinel sentinel-user " + user.name());
            lines.add("sentinel sentinel-pass " + user.password());
        }
        return lines;
    }

    private static boolean knowsAll(RedisServer sentinel, int replicas) {
        List<String> fields = sentinel.cli("SENTINEL", "MASTER", MASTER).lines().toList();
        return field(fields, "num-slaves").equals(Integer.toString(replicas))
                && field(fields, "num-other-sentinels").equals("2")
                && field(fields, "flags").equals("master");
    }

    private static String field(List<String> fields, String name) {
        int at = fields.indexOf(name);
        return at < 0 ? "" : fields.get(at + 1);
    }

    /** All servers, whatever they are now. */
    public List<RedisServer> servers() {
        return List.copyOf(servers);
    }

    /** The server that the Sentinels say is the master. */
    public RedisServer master() {
        return servers.stream()
                .filter(server -> server.port() == masterPort(sentinels.getFirst()))
                .findFirst()
                .orElseThrow();
    }

    /** The servers that are not {@link #master}. */
    public List<RedisServer> replicas() {
        RedisServer master = master();
        return servers.stream().filter(server -> server != master).toList();
    }

    private static int masterPort(RedisServer sentinel) {
        return Integer.parseInt(sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER)
                .lines()
                .toList()
                .getLast());
    }

    /** {@code 127.0.0.1:PORT} of each Sentinel. */
    public List<String> addresses() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .toList();
    }

    /** The Sentinels themselves. */
    public List<RedisServer> sentinels() {
        return List.copyOf(sentinels);
    }

    /** Ends the master with SIGKILL; returns the one that all Sentinels agree on after it, once it takes writes. */
    public RedisServer killMaster() {
        RedisServer old = master();
        old.kill();
        return awaitOtherMaster(old);
    }

    /** Has the Sentinels promote a replica while all is well; returns it once it takes writes. */
    public RedisServer failOver() {
        RedisServer old = master();
        sentinels.getFirst().cli("SENTINEL", "FAILOVER", MASTER);
        return awaitOtherMaster(old);
    }

    private RedisServer awaitOtherMaster(RedisServer old) {
        Awaitility.await("another master than " + old.port())
                .atMost(AGREED)
                .until(() -> sentinels.stream().allMatch(sentinel -> masterPort(sentinel) != old.port())
                        && master().info("role").equals("master"));
        return master();
    }

    @Override
    public void close() {
        Stream.concat(sentinels.stream(), servers.stream()).forEach(RedisServer::close);
    }
}
