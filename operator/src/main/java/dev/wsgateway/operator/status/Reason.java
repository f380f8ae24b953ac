package dev.wsgateway.operator.status;

/** Every reason a condition may have. Part of the API: tools match on these words. */
public enum Reason {
    /** Ready: all pods are ready and Redis is as it should be. */
    READY("Ready"),
    /** RedisAvailable. */
    AVAILABLE("Available"),
    /** ConsumerGroupsProvisioned. */
    PROVISIONED("Provisioned"),
    /** HistoryIntact. */
    NOTHING_LOST("NothingLost"),
    /** ConsumersLagging is False. */
    WITHIN_LIMITS("WithinLimits"),
    /** A group reached a limit of its alerts. */
    LIMIT_REACHED("LimitReached"),
    /** It can't be known while Redis can't be used. */
    NOT_KNOWN("NotKnown"),
    /** Subscribers were told that publications are missing. */
    HISTORY_LOST("HistoryLost"),
    /** Autoscaled. */
    FOLLOWS_CONNECTIONS("FollowsConnections"),
    /** The connections need more pods than the spec allows. */
    AT_MAXIMUM("AtMaximum"),
    /** Not all pods report how many connections they have. */
    CONNECTIONS_UNKNOWN("ConnectionsUnknown"),
    /** The custom resource goes once its keys are removed from Redis. */
    DELETING("Deleting"),
    /** Reconciling is False: nothing is left to do. */
    UP_TO_DATE("UpToDate"),
    /** Reconciling is False: Stalled says why. */
    STALLED("Stalled"),
    /** Stalled is False. */
    NOT_STALLED("NotStalled"),

    /** A Secret that the spec names is not there. */
    SECRET_MISSING("SecretMissing"),
    /** A Secret lacks the key that the spec names, or it is empty. */
    SECRET_KEY_MISSING("SecretKeyMissing"),
    /** Redis cannot be reached. */
    REDIS_UNREACHABLE("RedisUnreachable"),
    /** TLS with Redis fails. */
    REDIS_TLS_FAILED("RedisTLSFailed"),
    /** Redis refuses user or password. */
    REDIS_AUTHENTICATION_FAILED("RedisAuthenticationFailed"),
    /** The Redis user lacks a right. */
    REDIS_NOT_PERMITTED("RedisNotPermitted"),
    /** Redis is older than 7.0. */
    REDIS_VERSION_UNSUPPORTED("RedisVersionUnsupported"),
    /** Redis answers with another error. */
    REDIS_FAILED("RedisFailed"),
    /** The key of a stream holds another type. */
    REDIS_KEY_HAS_WRONG_TYPE("RedisKeyHasWrongType"),
    /** An object of the same name belongs to somebody else. */
    NAME_TAKEN("NameTaken"),
    /** The API server refused an object. */
    APPLY_FAILED("ApplyFailed"),
    /** The pods are not made before what they need is there. */
    WAITING("WaitingForDependencies"),
    /** Pods are being replaced, added or removed. */
    ROLLING_OUT("RollingOut"),
    /** Fewer pods are ready than asked for. */
    PODS_NOT_READY("PodsNotReady"),
    /** A roll-out made no progress for ten minutes. */
    ROLLOUT_FAILED("RolloutFailed");

    private final String text;

    Reason(String text) {
        this.text = text;
    }

    /** The condition's {@code reason}. */
    public String text() {
        return text;
    }
}
