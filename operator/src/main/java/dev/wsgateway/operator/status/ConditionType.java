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
