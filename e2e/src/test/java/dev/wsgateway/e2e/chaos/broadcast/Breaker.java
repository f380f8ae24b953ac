package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.testing.redis.RedisServer;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Breaks the parts of a run as its plan says, and mends them. */
final class Breaker {
    private final Deployment deployment;
    private final List<Client> clients;
    private final HistoryFile history;

    Breaker(Deployment deployment, List<Client> clients, HistoryFile history) {
        this.deployment = deployment;
        this.clients = clients;
        this.history = history;
    }

    /** Carries out the faults of one track, one after another. Blocks until the last is mended. */
    void run(List<Fault> faults) throws InterruptedException {
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
                deployment.gateways.get(on).kill();
                Thread.sleep(fault.millis());
                deployment.gateways.get(on).start();
            }
            case PAUSE_GATEWAY -> {
                deployment.gateways.get(on).pause();
                Thread.sleep(fault.millis());
                deployment.gateways.get(on).resume();
            }
            case KILL_REDIS -> {
                deployment.master.kill();
                Thread.sleep(fault.millis());
                deployment.master.start();
            }
            case PAUSE_REDIS -> {
                deployment.master.pause();
                Thread.sleep(fault.millis());
                deployment.master.resume();
            }
            case LOSE_TAIL -> {
                deployment.master.checkpoint();
                Thread.sleep(fault.amount());
                deployment.master.crashBackToCheckpoint();
            }
            case LOSE_ALL -> deployment.master.restartEmpty();
            case PROMOTE -> promote();
            case PROMOTE_LAGGING -> promoteLagging(fault.amount());
            case CUT_REDIS_LINK,
                    STALL_REDIS_LINK,
                    SLOW_REDIS_LINK,
                    CUT_CLIENT_LINK,
                    STALL_CLIENT_LINK,
                    SLOW_CLIENT_LINK -> link(fault);
            case RECONNECT_CLIENTS -> some(fault, Client::drop);
            case SLOW_READERS -> {
                some(fault, client -> client.slow(true));
                Thread.sleep(fault.millis());
                clients.forEach(client -> client.slow(false));
            }
            case JUMP_CLOCK -> {
                deployment.clock.jump(fault.amount());
                Thread.sleep(fault.millis());
                deployment.clock.jump(0);
            }
        }
    }

    private void link(Fault fault) throws InterruptedException {
        var redis = deployment.redisLinks.get(fault.on());
        var client = deployment.clientLinks.get(fault.on());
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

    private void some(Fault fault, Consumer<Client> what) {
        for (int i = 0; i < clients.size(); i++) {
            // The same for the same fault, and different ones for different faults.
            if (Math.floorMod(Objects.hash(fault.at(), i) * 31, 100) < fault.amount()) {
                what.accept(clients.get(i));
            }
        }
    }

    /** Nothing reaches the master any more before the replica has all of it. */
    private void promote() {
        RedisServer old = deployment.master;
        RedisServer next = Objects.requireNonNull(deployment.replica);
        deployment.redisLinks.forEach(link -> link.block(true));
        next.awaitInSync(old);
        old.kill();
        next.cli("REPLICAOF", "NO", "ONE");
        deployment.redisLinks.forEach(link -> link.lead(next.port()));
        deployment.redisLinks.forEach(link -> link.block(false));
        changePlaces(old, next);
    }

    /** The replica falls behind; and for a moment some gateways still speak to the old master, as others don't. */
    private void promoteLagging(int lag) throws InterruptedException {
        RedisServer old = deployment.master;
        RedisServer next = Objects.requireNonNull(deployment.replica);
        next.fallBehind(old);
        Thread.sleep(lag);
        next.cli("REPLICAOF", "NO", "ONE");
        next.catchUp();
        for (var link : deployment.redisLinks) {
            link.lead(next.port());
            link.reset();
            Thread.sleep(lag / 4);
        }
        old.kill();
        changePlaces(old, next);
    }

    private void changePlaces(RedisServer old, RedisServer next) {
        deployment.master = next;
        deployment.replica = old;
        old.start();
        old.replicate(next);
    }
}
