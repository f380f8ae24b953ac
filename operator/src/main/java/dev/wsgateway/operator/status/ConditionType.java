package dev.wsgateway.operator.status;

/** The conditions of a gateway. */
public enum ConditionType {
    /** Sockets are served, and what backends were promised in Redis is there. */
    READY("Ready"),
    /** Redis answers, is new enough, and lets the operator in. */
    REDIS_AVAILABLE("RedisAvailable"),
    /** Every consumer group of the spec is there. */
    CONSUMER_GROUPS_PROVISIONED("ConsumerGroupsProvisioned"),
    /** No subscriber had to be told lately that publications are missing. */
    HISTORY_INTACT("HistoryIntact"),
    /** The number of pods follows the connections. Only where the spec asks for that. */
    AUTOSCALED("Autoscaled"),
    /** A consumer group has reached its limit of entries that wait, or of their age. */
    CONSUMERS_LAGGING("ConsumersLagging"),
    /** A partition has nearly as many unread entries as it may. */
    STREAMS_NEARLY_FULL("StreamsNearlyFull"),
    /** A consumer group has as many dead letters as should be looked at. */
    DEAD_LETTERS_PRESENT("DeadLettersPresent"),
    /** kstatus: work is going on that ends by itself. */
    RECONCILING("Reconciling"),
    /** kstatus: nothing goes on until a person acts. */
    STALLED("Stalled");

    private final String text;

    ConditionType(String text) {
        this.text = text;
    }

    /** The condition's {@code type}. */
    public String text() {
        return text;
    }
}
