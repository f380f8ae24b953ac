package dev.wsgateway.operator.kubernetes;

/** Every reason of the Kubernetes events that the operator publishes. */
enum EventReason {
    /** The condition Ready turned True. */
    READY("Ready", false),
    /** The condition Ready turned False. */
    NOT_READY("NotReady", true),
    /** Redis can be used. */
    REDIS_AVAILABLE("RedisAvailable", false),
    /** Redis cannot be used. */
    REDIS_UNAVAILABLE("RedisUnavailable", true),
    /** A consumer group was made. */
    GROUP_CREATED("ConsumerGroupCreated", false),
    /** A consumer group was there already. */
    GROUP_ADOPTED("ConsumerGroupAdopted", false),
    /** A consumer group was lost and made again. */
    GROUP_RESTORED("ConsumerGroupRestored", true),
    /** A stream is split into another number of partitions. */
    PARTITIONS_CHANGED("PartitionsChanged", false),
    /** A partition of a stream is nearly full of unread entries. */
    STREAMS_NEARLY_FULL("StreamsNearlyFull", true),
    /** All streams have room again. */
    STREAMS_HAVE_ROOM("StreamsHaveRoom", false),
    /** A consumer group reached a limit of what waits. */
    CONSUMERS_LAGGING("ConsumersLagging", true),
    /** All consumer groups are within their limits. */
    CONSUMERS_CAUGHT_UP("ConsumersCaughtUp", false),
    /** A consumer group has dead letters. */
    DEAD_LETTERS_PRESENT("DeadLettersPresent", true),
    /** No consumer group has dead letters to look at. */
    DEAD_LETTERS_GONE("DeadLettersGone", false),
    /** Pods began to move their clients away. */
    DRAINING("Draining", false),
    /** All pods that moved their clients away have gone. */
    DRAINED("Drained", false),
    /** There are to be more pods, for the connections. */
    SCALED_OUT("ScaledOut", false),
    /** There are to be fewer pods, for the connections. */
    SCALED_IN("ScaledIn", false),
    /** Subscribers were told that publications are missing. */
    HISTORY_LOST("HistoryLost", true),
    /** All keys were removed from Redis, as the deletion policy asks for. */
    KEYS_REMOVED("KeysRemoved", false),
    /** The custom resource goes although keys are left in Redis. */
    KEYS_LEFT("KeysLeft", true),
    /** An object was created. */
    OBJECT_CREATED("Created", false),
    /** An object was brought back to what the spec wants. */
    OBJECT_UPDATED("Updated", false);

    private final String text;
    private final boolean warning;

    EventReason(String text, boolean warning) {
        this.text = text;
        this.warning = warning;
    }

    String text() {
        return text;
    }

    String type() {
        return warning ? "Warning" : "Normal";
    }
}
