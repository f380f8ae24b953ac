package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.broker.Complaint;
import dev.wsgateway.gateway.lease.Pause;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import dev.wsgateway.redis.StreamEntry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one partition to one consumer group, on a thread of its own, until it is stopped or its lease has ended. Each
 * turn of it records in Redis what calls have ended with, takes over what is pending, begins what is due and reads new
 * entries for the room that is left; then it waits for something to do.
 */
final class PartitionWorker {
    private static final Logger log = LoggerFactory.getLogger(PartitionWorker.class);
    /** A look that nothing has asked for. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** On top of a call's time-out, before what an earlier owner may have begun has ended. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private static final int MAX_TAKEN_ON = 10_000;
    private static final int AT_A_TIME = 200;

    private final Partition partition;
    private final PushGroup group;
    private final Complaint complaint;
    private final Pause pause = new Pause();
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Lanes lanes = new Lanes();
    private final Settlement settlement;
    private final List<Intake> intakes;

    private long quietAt;
    private boolean groupIsNew;
    private boolean hasCalled;
    private boolean more;
    private int underWay;
    private volatile int inFlight;
    private volatile int blockedKeys;
    private volatile boolean blocked;
    private volatile boolean stopping;

    private record Ended(Lane lane, Outcome outcome) {}

    PartitionWorker(Partition partition) {
        this.partition = partition;
        this.group = partition.group();
        this.complaint = new Complaint(log, partition.environment().nanoTime());
        this.settlement = new Settlement(partition, lanes, complaint);
        this.intakes = List.of(new Intake(partition, true, pause::wake), new Intake(partition, false, pause::wake));
    }

    void start() {
        Thread.ofVirtual().name(group.name()).start(this::run);
    }

    /** Calls that are under way. */
    int inFlight() {
        return inFlight;
    }

    /** Keys whose next entry waits for another attempt. */
    int blockedKeys() {
        return blockedKeys;
    }

    /** Whether nothing is read because too many entries wait. */
    boolean isBlocked() {
        return blocked;
    }

    /** See {@link dev.wsgateway.gateway.lease.Shares.Work#stop}. */
    CompletionStage<Boolean> stop() {
        stopping = true;
        pause.wake();
        return stopped;
    }

    private void run() {
        GatewayConfig.Push first = group.push();
        quietAt = partition.lease().tookOverInQuiet() || first == null
                ? partition.now()
                : partition.now() + first.timeout().plus(MARGIN).toNanos();
        try {
            while (partition.lease().isHeld() && !(stopping && underWay == 0 && settlement.isEmpty())) {
                turn();
            }
            while (underWay > 0) {
                pause.atMost(IDLE);
                takeResults();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("group", group.name()).log("a partition's delivery broke off");
        } finally {
            intakes.forEach(Intake::close);
            stopped.complete(underWay == 0 && isQuiet());
        }
    }

    private boolean isQuiet() {
        return partition.now() - quietAt >= 0;
    }

    private void turn() throws InterruptedException {
        more = false;
        try {
            takeResults();
            settlement.record();
            GatewayConfig.Push push = group.push();
            if (!stopping && push != null && beganAnew()) {
                intakes.forEach(intake -> intake.takeOver(lanes, MAX_TAKEN_ON));
                if (isQuiet()) {
                    begin(push);
                    read(push);
                }
            }
            pause.succeeded();
        } catch (CompletionException | RedisUnavailableException e) {
            trouble(e);
            return;
        } finally {
            inFlight = underWay;
            blockedKeys = lanes.blocked();
        }
        if (!more) {
            pause.atMost(untilNext());
        }
    }

    private void trouble(RuntimeException e) throws InterruptedException {
        groupIsNew |= e.getCause() instanceof GroupMissingException;
        // What was read without an answer is pending now, and nobody knows of it.
        intakes.forEach(Intake::beginAnew);
        log.atDebug()
                .addKeyValue("group", group.name())
                .addKeyValue("error", e.getMessage())
                .log("could not go on delivering; trying again");
        pause.afterFailure();
    }

    /**
     * After the group was lost and made again, all begins anew once no call is under way; false until then. Attempts begin
     * at 1 again, and the backend may still be at work on one that was given up, so it is under another token.
     */
    private boolean beganAnew() {
        if (groupIsNew && underWay == 0) {
            if (hasCalled) {
                partition.lease().lose();
                return false;
            }
            lanes.clear();
            settlement.clear();
            intakes.forEach(Intake::beginAnew);
            groupIsNew = false;
        }
        return !groupIsNew;
    }

    private Duration untilNext() {
        long now = partition.now();
        long wait = IDLE.toNanos();
        Long due = lanes.nextDue();
        if (due != null) {
            wait = Math.min(wait, due - now);
        }
        if (!isQuiet()) {
            wait = Math.min(wait, quietAt - now);
        }
        return Duration.ofNanos(Math.max(0, wait));
    }

    private void takeResults() {
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            underWay--;
            take(one.lane(), one.outcome(), group.push());
        }
    }

    private void take(Lane lane, Outcome outcome, GatewayConfig.@Nullable Push push) {
        switch (outcome) {
            case Outcome.Delivered _ -> settlement.delivered(lane);
            case Outcome.Rejected(String reason) -> settlement.bury(lane, reason);
            case Outcome.Failed(String reason, Duration retryAfter) -> {
                if (push != null && lane.head().deliveries() >= push.maxDeliveries()) {
                    settlement.bury(lane, reason);
                } else {
                    delay(lane, reason, push, retryAfter);
                }
            }
            case Outcome.Unreached(String reason) -> {
                complaint.warn(
                        "cannot deliver to " + group.name() + ": " + reason,
                        partition.keys().entries());
                // It is no delivery: the next one has its number, also with the next owner.
                lane.delivering(lane.head().deliveries() - 1);
                settlement.held(lane.head().ref(), lane.head().deliveries());
                delay(lane, reason, push, null);
            }
        }
    }

    private void delay(Lane lane, String reason, GatewayConfig.@Nullable Push push, @Nullable Duration retryAfter) {
        lane.failed(reason);
        Duration wait = push == null
                ? IDLE
                : BackOff.after(
                        lane.failures(),
                        push,
                        retryAfter,
                        partition.environment().random());
        lanes.delay(lane, partition.now() + wait.toNanos());
    }

    private int room(GatewayConfig.Push push) {
        int share = (push.maxInFlight() + partition.ofAll() - 1) / partition.ofAll();
        return share - underWay;
    }

    private void begin(GatewayConfig.Push push) {
        Map<EntryRef, Lane> due = new LinkedHashMap<>();
        long now = partition.now();
        for (int room = Math.min(AT_A_TIME, room(push)); room > 0; room--) {
            Lane lane = lanes.poll(now);
            if (lane == null) {
                break;
            }
            Lane.Entry head = lane.head();
            if (head.deliveries() >= push.maxDeliveries()) {
                // The last delivery was counted, and no answer came.
                settlement.bury(
                        lane, lane.lastReason().isEmpty() ? "the gateway ended before the answer" : lane.lastReason());
                more = true;
            } else {
                due.put(head.ref(), lane);
            }
        }
        try {
            claim(false, due, push);
            claim(true, due, push);
        } finally {
            // Redis has said nothing of these.
            due.values().forEach(lanes::ready);
        }
        more |= lanes.hasReady() && room(push) > 0;
    }

    /** Has the due entries of one stream delivered, and takes them off those that are due. */
    private void claim(boolean redriven, Map<EntryRef, Lane> due, GatewayConfig.Push push) {
        Map<String, Integer> deliveries = new LinkedHashMap<>();
        due.forEach((ref, lane) -> {
            if (ref.redriven() == redriven) {
                deliveries.put(ref.id(), lane.head().deliveries() + 1);
            }
        });
        if (deliveries.isEmpty()) {
            return;
        }
        for (StoredEntry entry : await(partition.store().claim(redriven, deliveries))) {
            Lane lane = due.remove(entry.ref());
            if (lane != null && entry.fields() != null) {
                lane.delivering(lane.head().deliveries() + 1);
                deliver(lane, entry.ref(), entry.fields(), push);
            } else if (lane != null) {
                group.meters().gone(1);
                lanes.finish(lane);
                more = true;
            }
        }
    }

    private void read(GatewayConfig.Push push) {
        boolean crowded = lanes.isCrowded(push.maxBlockedPerKey()) || lanes.size() >= MAX_TAKEN_ON;
        if (crowded && !blocked) {
            log.atWarn()
                    .addKeyValue("group", group.name())
                    .addKeyValue("redisKey", partition.keys().entries())
                    .addKeyValue("blockedKeys", lanes.blocked())
                    .log("the partition waits: too many messages wait behind some that cannot be delivered");
        }
        blocked = crowded;
        if (crowded || !intakes.stream().allMatch(Intake::isTakenOver)) {
            return;
        }
        for (Intake intake : intakes) {
            int count = Math.min(AT_A_TIME, Math.min(room(push), MAX_TAKEN_ON - lanes.size()));
            if (count > 0 && intake.mayHaveNew()) {
                List<StoredEntry> entries = intake.read(count);
                entries.forEach(entry -> takeOn(entry, push));
                more |= entries.size() == count;
            }
        }
    }

    private void takeOn(StoredEntry entry, GatewayConfig.Push push) {
        Map<String, byte[]> fields = entry.fields() == null ? Map.of() : entry.fields();
        byte[] key = fields.get(StreamEntry.KEY);
        Lane lane = lanes.add(entry.ref(), Message.key(entry.ref(), key == null ? "" : new String(key, UTF_8)), 0);
        if (lane == null) {
            settlement.held(entry.ref(), 0);
            more = true;
        } else {
            lane.delivering(1);
            deliver(lane, entry.ref(), fields, push);
        }
    }

    private void deliver(Lane lane, EntryRef ref, Map<String, byte[]> fields, GatewayConfig.Push push) {
        Message message;
        try {
            message = Message.of(ref, fields);
        } catch (IllegalArgumentException e) {
            lane.delivering(0);
            settlement.bury(lane, String.valueOf(e.getMessage()));
            more = true;
            return;
        }
        lane.before(message.before());
        if (!partition.lease().isHeld()) {
            return;
        }
        underWay++;
        hasCalled = true;
        Map<String, String> headers = CloudEvent.headers(
                message,
                partition.source(),
                lane.head().deliveries() + message.before(),
                partition.lease().token());
        long began = partition.now();
        var _ = partition
                .environment()
                .backend()
                .call(push, partition.webhookId(message), headers, message.data())
                .thenAccept(outcome -> {
                    group.meters().called(outcome, Duration.ofNanos(partition.now() - began));
                    ended.add(new Ended(lane, outcome));
                    pause.wake();
                });
    }

    private static <T> T await(CompletionStage<T> result) {
        return result.toCompletableFuture().join();
    }
}
