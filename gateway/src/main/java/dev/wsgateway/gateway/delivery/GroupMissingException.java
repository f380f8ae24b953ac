package dev.wsgateway.gateway.delivery;

/** Redis does not have a consumer group, which the operator makes. */
final class GroupMissingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GroupMissingException(String group) {
        super("the consumer group '" + group + "' is not in Redis; the operator makes it");
    }
}
