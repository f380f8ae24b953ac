package dev.wsgateway.e2e.chaos.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the checker did or saw of messages from clients to backends. Entries are named by their ids, which are
 * unique in a partition.
 */
public sealed interface InboundEvent extends Event {

    /**
     * A consumer group; stands before all that happens in it.
     *
     * @param pushed whether gateways deliver it; else consumers read it, which promise no order
     * @param patienceMillis how long a call may take before there may be another one for the same entry
     * @param deliveries calls for one entry before it is a dead letter; 0 where there are no dead letters
     */
    record Group(String name, boolean pushed, long patienceMillis, int deliveries) implements InboundEvent {}

    /** A client is about to send a message. */
    record Sending(long at, String key, Message message) implements InboundEvent {}

    /**
     * What became of a message that was sent.
     *
     * @param entry given on success; else the message may or may not have been taken
     * @param error what came instead of a success
     */
    record Taken(
            long at,
            String key,
            Message message,
            @Nullable String entry,
            @Nullable String error) implements InboundEvent {}

    /**
     * A backend was handed a message.
     *
     * @param call number of the call, unique in a run
     * @param message null when the data are not what any client sends, or are another key's; then {@code garbage} has them
     * @param attempt as the call says; 0 where consumers read by themselves
     * @param token the fencing token, or the consumer that read it
     */
    record Called(
            long at,
            long call,
            String group,
            int partition,
            String entry,
            String key,
            @Nullable Message message,
            @Nullable String garbage,
            int attempt,
            String token)
            implements InboundEvent {}

    /** How a call ended. */
    enum Result {
        /** The backend has done what the message asks for. */
        DONE,
        /** As DONE, but the answer says nothing of it, or does not arrive. */
        DONE_UNTOLD,
        /** The backend has done nothing, and may do it another time. */
        FAILED,
        /** The backend will never do it. */
        REJECTED,
        /** The backend has done nothing, since it knows of a later call. */
        STALE
    }

    /** What the backend did; before it answers. */
    record Ended(long at, long call, Result result) implements InboundEvent {}

    /**
     * The pending list of a group's partition, and who owns the partition, at one moment.
     *
     * @param owner gateway that owns it; empty where nobody does, or consumers read by themselves
     * @param token the fencing token of its ownership
     * @param entries consumer by entry
     */
    record Pending(long at, String group, int partition, String owner, String token, List<Claim> entries)
            implements InboundEvent {}

    /** An entry in a pending list. */
    record Claim(String entry, String consumer) {}

    /**
     * A dead letter, as it is at the end.
     *
     * @param message null when the data are not what any client sends
     */
    record Dead(
            String group,
            int partition,
            String entry,
            @Nullable Message message,
            int deliveries,
            String reason) implements InboundEvent {}
}
