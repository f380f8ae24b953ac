package dev.wsgateway.testing.redis;

import dev.wsgateway.testing.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** A Redis Cluster: masters with replicas, all slots assigned, which moves slots and fails over when told. */
public final class RedisCluster implements AutoCloseable {
    /** Number of slots of a cluster. */
    public static final int SLOTS = 16_384;

    private static final Duration AGREED = Duration.ofSeconds(60);
    private static final int BATCH = 100;

    private final List<RedisServer> masters = new ArrayList<>();
    private final List<RedisServer> replicas = new ArrayList<>();

    private RedisCluster(int size, int replicasPerMaster, RedisOptions options) {
        for (int i = 0; i < size; i++) {
            masters.add(node(options));
        }
        for (int i = 0; i < size * replicasPerMaster; i++) {
            replicas.add(node(options));
        }
        RedisServer first = masters.getFirst();
        int epoch = 1;
        for (RedisServer node : nodes()) {
            require(node.cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(epoch++)));
        }
        for (RedisServer node : nodes()) {
            String bus =
                    node.cli("CONFIG", "GET", "cluster-port").lines().toList().getLast();
            first.cli("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()), bus);
        }
        for (int i = 0; i < size; i++) {
            String from = Integer.toString(SLOTS * i / size);
            String to = Integer.toString(SLOTS * (i + 1) / size - 1);
            require(masters.get(i).cli("CLUSTER", "ADDSLOTSRANGE", from, to));
        }
        await("all nodes know each other", () -> nodes().stream().allMatch(this::knowsAll));
        for (int i = 0; i < replicas.size(); i++) {
            require(replicas.get(i).cli("CLUSTER", "REPLICATE", id(masters.get(i % size))));
        }
        awaitWhole();
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).awaitInSync(masters.get(i % size));
        }
    }

    /** Starts three masters without replicas. */
    public static RedisCluster started() {
        return started(0, RedisOptions.standard());
    }

    /** Starts three masters with replicas; returns once all agree that the cluster is whole. */
    public static RedisCluster started(int replicasPerMaster, RedisOptions options) {
        return new RedisCluster(3, replicasPerMaster, options);
    }

    private static RedisServer node(RedisOptions options) {
        RedisOptions clustered = options.with("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")
                .with("--cluster-port", Integer.toString(Ports.free()))
                .with("--cluster-replica-validity-factor", "0", "--cluster-allow-replica-migration", "no");
        return RedisServer.started(options.tls() == null ? clustered : clustered.with("--tls-cluster", "yes"));
    }

    private boolean knowsAll(RedisServer node) {
        return nodes().stream()
                .map(RedisCluster::id)
                .allMatch(id -> node.cli("CLUSTER", "NODES").contains(id));
    }

    /** Waits until all nodes that run say that all slots are served. */
    public void awaitWhole() {
        await(
                "the cluster is whole",
                () -> nodes().stream()
                        .filter(RedisServer::isRunning)
                        .allMatch(node -> node.cli("CLUSTER", "INFO").contains("cluster_state:ok")));
    }

    /** All nodes: first those that were made as masters, then those that were made as replicas. */
    public List<RedisServer> nodes() {
        List<RedisServer> all = new ArrayList<>(masters);
        all.addAll(replicas);
        return all;
    }

    /** {@code 127.0.0.1:PORT} of those that were made as masters. */
    public List<String> addresses() {
        return masters.stream().map(node -> "127.0.0.1:" + node.port()).toList();
    }

    /** The slot of a key. */
    public int slot(String key) {
        return Integer.parseInt(anyRunning().cli("CLUSTER", "KEYSLOT", key));
    }

    /** The master that has a key's slot. */
    public RedisServer ownerOf(String key) {
        return owner(slot(key));
    }

    /** The master that has a slot, as most of the cluster sees it. */
    public RedisServer owner(int slot) {
        return nodes().stream()
                .filter(RedisServer::isRunning)
                .filter(node -> node.info("role").equals("master") && serves(node, slot))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody serves slot " + slot));
    }

    private static boolean serves(RedisServer node, int slot) {
        String self = node.cli("CLUSTER", "NODES")
                .lines()
                .filter(line -> line.contains("myself"))
                .findFirst()
                .orElseThrow();
        String[] fields = self.split(" ", -1);
        for (int i = 8; i < fields.length; i++) {
            String[] range = fields[i].split("-", 2);
            if (!fields[i].startsWith("[")
                    && Integer.parseInt(range[0]) <= slot
                    && slot <= Integer.parseInt(range[range.length - 1])) {
                return true;
            }
        }
        return false;
    }

    /** A running master other than a given one, to move slots to. */
    public RedisServer otherThan(RedisServer node) {
        return nodes().stream()
                .filter(RedisServer::isRunning)
                .filter(other -> other != node && other.info("role").equals("master"))
                .findFirst()
                .orElseThrow();
    }

    /** Moves a slot with its keys to another master, while clients go on. */
    public void move(int slot, RedisServer to) {
        RedisServer from = owner(slot);
        beginMove(slot, from, to);
        while (moveKeys(slot, BATCH, from, to) > 0) {
            // until none is left
        }
        endMove(slot, from, to);
    }

    /** First step of a move: from now on clients are sent on for keys that are no longer here. */
    public void beginMove(int slot, RedisServer from, RedisServer to) {
        require(to.cli("CLUSTER", "SETSLOT", "" + slot, "IMPORTING", id(from)));
        require(from.cli("CLUSTER", "SETSLOT", "" + slot, "MIGRATING", id(to)));
    }

    /** Moves some of a slot's keys; returns how many. */
    public int moveKeys(int slot, int atMost, RedisServer from, RedisServer to) {
        List<String> keys = from.cli("CLUSTER", "GETKEYSINSLOT", "" + slot, "" + atMost)
                .lines()
                .toList();
        if (keys.isEmpty()) {
            return 0;
        }
        List<String> command = new ArrayList<>(List.of("MIGRATE", "127.0.0.1", "" + to.port(), "", "0", "5000"));
        RedisOptions.User user = to.options().user();
        if (user != null) {
            command.addAll(List.of("AUTH2", user.name(), user.password()));
        }
        command.add("KEYS");
        command.addAll(keys);
        require(from.cli(command.toArray(String[]::new)));
        return keys.size();
    }

    /** Last step of a move: gives the slot to its new master. */
    public void endMove(int slot, RedisServer from, RedisServer to) {
        List<RedisServer> told = new ArrayList<>(List.of(to, from));
        nodes().stream()
                .filter(node -> node != to && node != from && node.isRunning())
                .filter(node -> node.info("role").equals("master"))
                .forEach(told::add);
        told.forEach(node -> require(node.cli("CLUSTER", "SETSLOT", "" + slot, "NODE", id(to))));
    }

    /** Promotes a running replica of a master, with its consent when it runs; returns it once it is the master. */
    public RedisServer failOver(RedisServer master) {
        boolean force = !master.isRunning();
        RedisServer replica = replicas.stream()
                .filter(RedisServer::isRunning)
                .filter(node -> node.info("role").equals("slave"))
                .filter(node -> node.info("master_port").equals("" + master.port()))
                .findFirst()
                .orElseThrow();
        // Asked for again: votes are refused, and nothing tries again, while the masters have yet to hear of a move.
        awaitSlowly("promotion", () -> {
            if (replica.info("role").equals("master")) {
                return true;
            }
            replica.cli(force ? new String[] {"CLUSTER", "FAILOVER", "FORCE"} : new String[] {"CLUSTER", "FAILOVER"});
            return false;
        });
        awaitWhole();
        return replica;
    }

    /** Waits until a replica has taken the place of a master that was killed; returns it. */
    public RedisServer awaitReplacement(RedisServer master, int slot) {
        await(
                "another master of slot " + slot,
                () -> nodes().stream()
                        .anyMatch(node -> node != master
                                && node.isRunning()
                                && node.info("role").equals("master")
                                && serves(node, slot)));
        awaitWhole();
        return owner(slot);
    }

    private static String id(RedisServer node) {
        return node.cli("CLUSTER", "MYID");
    }

    private RedisServer anyRunning() {
        return nodes().stream().filter(RedisServer::isRunning).findFirst().orElseThrow();
    }

    private static void require(String reply) {
        if (!reply.equals("OK") && !reply.equals("NOKEY")) {
            throw new IllegalStateException(reply);
        }
    }

    private static void awaitSlowly(String what, BooleanSupplier done) {
        Awaitility.await(what)
                .atMost(AGREED)
                .pollInterval(Duration.ofSeconds(1))
                .until(done::getAsBoolean);
    }

    private static void await(String what, BooleanSupplier done) {
        Awaitility.await(what)
                .atMost(AGREED)
                .pollInterval(Duration.ofMillis(50))
                .until(done::getAsBoolean);
    }

    @Override
    public void close() {
        nodes().forEach(RedisServer::close);
    }
}
