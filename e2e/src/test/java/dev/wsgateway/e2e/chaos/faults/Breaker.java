package dev.wsgateway.e2e.chaos.faults;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import dev.wsgateway.e2e.chaos.parts.Proxy;
import dev.wsgateway.testing.redis.RedisServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Breaks the parts of a run as its plan says, and mends them. */
public final class Breaker {
    private final Deployment deployment;
    private final HistoryFile history;
    private final Further further;

    /** Carries out faults of what only one suite has. Blocks until it is mended. */
    public interface Further {
        void carryOut(Fault fault) throws InterruptedException;
    }

    public Breaker(Deployment deployment, HistoryFile history, Further further) {
        this.deployment = deployment;
        this.history = history;
        this.further = further;
    }

    /** What carries faults out: each track is a task, which ends when its last fault is mended. */
    public List<Callable<Void>> tasks(List<Fault> faults) {
        return faults.stream().collect(Collectors.groupingBy(fault -> fault.kind().track)).values().stream()
                .<Callable<Void>>map(track -> () -> {
                    run(track);
                    return null;
                })
                .toList();
    }

    private void run(List<Fault> faults) throws InterruptedException {
        for (Fault fault : faults) {
            Thread.sleep(Math.max(0, fault.at() - history.now()));
            history.add(new Event.Fault(history.now(), fault.toString()));
            try {
                carryOut(fault);
            } finally {
                history.add(new Event.Fault(history.now(), "over: " + fault.kind()));
            }
        }
    }

    private void carryOut(Fault fault) throws InterruptedException {
        int on = fault.on();
        switch (fault.kind()) {
            case KILL_GATEWAY -> {
                deployment.gateway(on).kill();
                Thread.sleep(fault.millis());
                deployment.gateway(on).start();
            }
            case PAUSE_GATEWAY -> {
                deployment.gateway(on).pause();
                Thread.sleep(fault.millis());
                deployment.gateway(on).resume();
            }
            case KILL_REDIS -> {
                deployment.master().kill();
                Thread.sleep(fault.millis());
                deployment.master().start();
            }
            case PAUSE_REDIS -> {
                deployment.master().pause();
                Thread.sleep(fault.millis());
                deployment.master().resume();
            }
            case LOSE_TAIL -> {
                deployment.master().checkpoint();
                Thread.sleep(fault.amount());
                deployment.master().crashBackToCheckpoint();
            }
            case LOSE_ALL -> deployment.master().restartEmpty();
            case PROMOTE -> promote();
            case PROMOTE_LAGGING -> promoteLagging(fault.amount());
            case CUT_REDIS_LINK,
                    STALL_REDIS_LINK,
                    SLOW_REDIS_LINK,
                    CUT_CLIENT_LINK,
                    STALL_CLIENT_LINK,
                    SLOW_CLIENT_LINK -> link(fault);
            case JUMP_CLOCK -> {
                deployment.clock().jump(fault.amount());
                Thread.sleep(fault.millis());
                deployment.clock().jump(0);
            }
            case FULL_MEMORY -> {
                deployment.master().cli("CONFIG", "SET", "maxmemory", "1");
                Thread.sleep(fault.millis());
                deployment.master().cli("CONFIG", "SET", "maxmemory", "0");
            }
            case RECONNECT_CLIENTS,
                    SLOW_READERS,
                    FLUSH_GROUP,
                    BACKEND_AWAY,
                    BACKEND_HANGS,
                    KILL_CONSUMERS,
                    PAUSE_CONSUMERS -> further.carryOut(fault);
        }
    }

    private void link(Fault fault) throws InterruptedException {
        Proxy redis = deployment.redisLinks().get(fault.on());
        Proxy client = deployment.clientLinks().get(fault.on());
        switch (fault.kind()) {
            case CUT_REDIS_LINK -> redis.cut();
            case STALL_REDIS_LINK -> redis.stall();
            case SLOW_REDIS_LINK -> redis.slow(fault.amount());
            case CUT_CLIENT_LINK -> client.cut();
            case STALL_CLIENT_LINK -> client.stall();
            default -> client.slow(fault.amount());
        }
        Thread.sleep(fault.millis());
        (fault.kind().track == Fault.Track.REDIS_LINKS ? redis : client).heal();
    }

    /** Nothing reaches the master any more before the replica has all of it. */
    private void promote() {
        RedisServer old = deployment.master();
        RedisServer next = Objects.requireNonNull(deployment.replica());
        deployment.redisLinks().forEach(link -> link.block(true));
        next.awaitInSync(old);
        old.kill();
        next.cli("REPLICAOF", "NO", "ONE");
        deployment.redisLinks().forEach(link -> link.lead(next.port()));
        deployment.redisLinks().forEach(link -> link.block(false));
        changePlaces(old, next);
    }

    /** The replica falls behind; and for a moment some gateways still speak to the old master, as others don't. */
    private void promoteLagging(int lag) throws InterruptedException {
        RedisServer old = deployment.master();
        RedisServer next = Objects.requireNonNull(deployment.replica());
        next.fallBehind(old);
        Thread.sleep(lag);
        next.cli("REPLICAOF", "NO", "ONE");
        next.catchUp();
        for (Proxy link : deployment.redisLinks()) {
            link.lead(next.port());
            link.reset();
            Thread.sleep(lag / 4);
        }
        old.kill();
        changePlaces(old, next);
    }

    private void changePlaces(RedisServer old, RedisServer next) {
        deployment.changePlaces();
        old.start();
        old.replicate(next);
    }
}
