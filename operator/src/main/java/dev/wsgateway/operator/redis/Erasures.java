package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes all keys of gateways that are deleted: SCAN over every master and UNLINK, with a pause after each step, so that a
 * Redis that others use as well has time for them. One at a time for each gateway, on the executor's threads. Any thread.
 */
final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
    private static final int SCANNED_AT_A_TIME = 500;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final HostNames hostNames;
    private final ClientResources resources;
    private final Executor executor;
    private final Map<RedisNames, CompletableFuture<Erasure>> all = new ConcurrentHashMap<>();

    Erasures(HostNames hostNames, ClientResources resources, Executor executor) {
        this.hostNames = hostNames;
        this.resources = resources;
        this.executor = executor;
    }

    /** Begins, or says how far it is. An end is told once. */
    Erasure of(RedisNames names, RedisTarget target) {
        CompletableFuture<Erasure> running =
                all.computeIfAbsent(names, _ -> CompletableFuture.supplyAsync(() -> erase(names, target), executor));
        Erasure erasure = running.getNow(new Erasure.Running());
        if (!(erasure instanceof Erasure.Running)) {
            all.remove(names, running);
        }
        return erasure;
    }

    private Erasure erase(RedisNames names, RedisTarget target) {
        TargetConnection connection =
                new TargetConnection(target, host -> hostNames.resolvable(host, names.namespace()), resources);
        try {
            RedisClusterCommands<String, String> redis = connection.commands();
            int reporting = RedisSession.reports(redis, names).size();
            if (reporting > 0) {
                return new Erasure.InUse(reporting);
            }
            long keys = unlinkAll(redis, names);
            LOG.atInfo()
                    .addKeyValue("namespace", names.namespace())
                    .addKeyValue("name", names.name())
                    .addKeyValue("keys", keys)
                    .log("Keys removed");
            return new Erasure.Done(keys);
        } catch (RedisException | IllegalArgumentException e) {
            return new Erasure.Failed(RedisErrors.unavailable(target.url(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Erasure.Failed(RedisErrors.unavailable(target.url(), e));
        } finally {
            connection.close();
        }
    }

    private static long unlinkAll(RedisClusterCommands<String, String> redis, RedisNames names)
            throws InterruptedException {
        ScanArgs ours = ScanArgs.Builder.matches(names.allKeys()).limit(SCANNED_AT_A_TIME);
        long unlinked = 0;
        @Nullable ScanCursor cursor = null;
        while (cursor == null || !cursor.isFinished()) {
            KeyScanCursor<String> page = cursor == null ? redis.scan(ours) : redis.scan(cursor, ours);
            List<String> keys = page.getKeys();
            if (!keys.isEmpty()) {
                unlinked += redis.unlink(keys.toArray(String[]::new));
            }
            cursor = page;
            Thread.sleep(PAUSE);
        }
        return unlinked;
    }
}
