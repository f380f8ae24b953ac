package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.broker.Complaint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What has become of entries, until Redis has it too. A key's next entry is not begun before. One thread; it blocks.
 */
final class Settlement {
    private static final int AT_A_TIME = 200;

    private final Partition partition;
    private final Lanes lanes;
    private final Complaint complaint;
    private final List<Lane> delivered = new ArrayList<>();
    private final Map<Lane, String> buried = new LinkedHashMap<>();
    private final Map<EntryRef, Integer> held = new LinkedHashMap<>();

    Settlement(Partition partition, Lanes lanes, Complaint complaint) {
        this.partition = partition;
        this.lanes = lanes;
        this.complaint = complaint;
    }

    /** Notes that a lane's head is to be acknowledged. */
    void delivered(Lane lane) {
        delivered.add(lane);
    }

    /** Notes that a lane's head is to go to the dead letters. */
    void bury(Lane lane, String reason) {
        buried.put(lane, reason);
    }

    /** Notes that an entry is counted in Redis as delivered and was not: it has been as often as {@code deliveries}. */
    void held(EntryRef ref, int deliveries) {
        held.put(ref, deliveries);
    }

    /** Whether Redis has it all. */
    boolean isEmpty() {
        return delivered.isEmpty() && buried.isEmpty() && held.isEmpty();
    }

    void clear() {
        delivered.clear();
        buried.clear();
        held.clear();
    }

    /** Records it; what fails stays. */
    void record() {
        for (boolean redriven : List.of(false, true)) {
            acknowledge(redriven);
        }
        for (Map.Entry<Lane, String> one : List.copyOf(buried.entrySet())) {
            bury(one);
        }
        for (boolean redriven : List.of(false, true)) {
            hold(redriven);
        }
    }

    private void acknowledge(boolean redriven) {
        List<Lane> all = delivered.stream()
                .filter(lane -> lane.head().ref().redriven() == redriven)
                .toList();
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            List<Lane> some = all.subList(from, Math.min(all.size(), from + AT_A_TIME));
            await(partition
                    .store()
                    .acknowledge(
                            redriven,
                            some.stream().map(lane -> lane.head().ref().id()).toList()));
            some.forEach(lanes::finish);
            delivered.removeAll(some);
        }
    }

    private void bury(Map.Entry<Lane, String> one) {
        Lane lane = one.getKey();
        Lane.Entry entry = lane.head();
        long dropped = await(partition.store().bury(entry.ref(), entry.deliveries() + lane.before(), one.getValue()));
        if (partition.lease().isHeld()) {
            partition.group().meters().buried(dropped);
            complaint.warn(
                    "entry " + entry.ref().id() + " cannot be delivered and is among the dead letters of "
                            + partition.group().name() + ": " + one.getValue(),
                    partition.keys().entries());
        }
        buried.remove(lane);
        lanes.finish(lane);
    }

    private void hold(boolean redriven) {
        Map<String, Integer> deliveries = new LinkedHashMap<>();
        held.forEach((ref, count) -> {
            if (ref.redriven() == redriven) {
                deliveries.put(ref.id(), count);
            }
        });
        if (!deliveries.isEmpty()) {
            await(partition.store().hold(redriven, deliveries));
            held.keySet().removeIf(ref -> ref.redriven() == redriven);
        }
    }

    private static <T> T await(CompletionStage<T> result) {
        return result.toCompletableFuture().join();
    }
}
