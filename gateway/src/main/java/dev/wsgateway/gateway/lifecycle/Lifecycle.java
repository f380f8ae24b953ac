package dev.wsgateway.gateway.lifecycle;

import dev.wsgateway.config.GatewayConfig.LifecycleEvents;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sessions tell of themselves. Where the configuration wants no lifecycle events each call is a look at a field. Any
 * thread, but all calls about one connection come from its event loop; nothing blocks but {@link #close}.
 */
public final class Lifecycle implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(10);
    /** Sessions that are asked in one step what they have. */
    private static final int ASKED = 200;
    /** Changes that may wait before more sessions are asked. */
    private static final int ROOM = 20_000;
    /** Seconds between looks whether Redis still knows this gateway. */
    private static final int CHECK = 3;

    private static final LifecycleEvents NOTHING = new LifecycleEvents("", Set.of(), Set.of());

    private final LifecycleStore store;
    private final String member;
    private final Supplier<Settings> settings;
    private final Supplier<List<Runnable>> sessions;
    private final Clock clock;
    private final LifecycleCounts counts;
    /** What is late, when this has ended, is nobody's any more. */
    private final ScheduledExecutorService executor = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("lifecycle").factory(), new ThreadPoolExecutor.DiscardPolicy());

    private volatile @Nullable Incarnation current;
    private Iterator<Runnable> unasked = Collections.emptyIterator();
    private int number;
    private int ticks;

    /**
     * Tells nothing until the first {@link #tick}.
     *
     * @param shards where its events go
     * @param member name of this process, which no other one ever had
     * @param sessions each has a session tell that it is there, and what it is subscribed to
     */
    public Lifecycle(
            LifecycleShards shards,
            String member,
            Supplier<Settings> settings,
            Supplier<List<Runnable>> sessions,
            Clock clock,
            GatewayMetrics metrics) {
        this.store = shards.store();
        this.counts = shards.counts();
        this.member = member;
        this.settings = settings;
        this.sessions = sessions;
        this.clock = clock;
        metrics.gauge(
                "wsgateway.lifecycle.queued", "Lifecycle events that wait for Redis in this gateway", this::queued);
    }

    private int queued() {
        Incarnation now = current;
        return now == null ? 0 : now.waiting();
    }

    /** A client has connected, or is asked whether it has. */
    public void connected(String client, String user) {
        Incarnation now = current;
        if (now != null) {
            now.connected(client, user);
        }
    }

    /** A connection has ended, with all its subscriptions; nothing happens where it was not connected. */
    public void disconnected(String client, int code, String reason) {
        Incarnation now = current;
        if (now != null) {
            now.disconnected(client, code, reason);
        }
    }

    /** A client is subscribed to a channel. */
    public void subscribed(String client, String channel) {
        Incarnation now = current;
        if (now != null) {
            now.subscribed(client, channel);
        }
    }

    /** A subscription has ended; nothing happens where there was none. */
    public void unsubscribed(String client, String channel) {
        Incarnation now = current;
        if (now != null) {
            now.unsubscribed(client, channel);
        }
    }

    /** Looks after it: to be called once a second. */
    public void tick() {
        LifecycleEvents wanted = settings.get().config().lifecycleEvents();
        if (current != null || wanted != null) {
            executor.execute(() -> {
                try {
                    look();
                } catch (RuntimeException e) {
                    log.atError().setCause(e).log("could not look after the lifecycle events; trying again");
                }
            });
        }
    }

    private void look() {
        LifecycleEvents wanted = settings.get().config().lifecycleEvents();
        Incarnation now = current;
        ticks++;
        if (wanted == null) {
            forget(now);
        } else if (now == null || !now.wanted().equals(wanted)) {
            begin(wanted, now);
        } else if (now.isOver() && store.isConnected()) {
            counts.restarted();
            begin(wanted, now);
        } else if (ticks % CHECK == 0) {
            now.check();
        }
    }

    // What it has told is removed without a word, by one that tells nothing.
    private void forget(@Nullable Incarnation before) {
        current = null;
        unasked = Collections.emptyIterator();
        if (before != null) {
            before.end();
            Incarnation _ = incarnation(NOTHING, before);
        }
    }

    private Incarnation incarnation(LifecycleEvents wanted, @Nullable Incarnation before) {
        number++;
        return new Incarnation(member + "#" + number, wanted, before, store, executor, clock, counts);
    }

    private void begin(LifecycleEvents wanted, @Nullable Incarnation before) {
        Incarnation next = incarnation(wanted, before);
        current = next;
        unasked = sessions.get().iterator();
        ask(next);
    }

    // Whoever connects meanwhile tells by itself; asked again it tells nothing.
    private void ask(Incarnation asking) {
        if (current != asking || asking.isOver()) {
            return;
        }
        for (int i = 0; i < ASKED && unasked.hasNext() && asking.waiting() < ROOM; i++) {
            unasked.next().run();
        }
        if (unasked.hasNext()) {
            Future<?> _ = executor.schedule(() -> ask(asking), STEP.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Tells what waits, if that is possible in two seconds; the other gateways tell the rest. Blocks. */
    @Override
    public void close() {
        Incarnation now = current;
        current = null;
        try {
            if (now != null && !now.isOver()) {
                CompletableFuture<Incarnation> left = new CompletableFuture<>();
                executor.execute(() -> {
                    var _ = now.leave().thenRun(() -> left.complete(now));
                });
                left.get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            log.atInfo().log("other gateways tell the last lifecycle events of this one");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdownNow();
        }
    }
}
