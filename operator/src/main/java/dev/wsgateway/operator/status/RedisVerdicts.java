package dev.wsgateway.operator.status;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.operator.redis.GroupFault;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisObservation.Available;
import dev.wsgateway.operator.redis.RedisObservation.Unavailable;
import dev.wsgateway.operator.redis.RedisProblem;

/** The two conditions about Redis. */
final class RedisVerdicts {
    private RedisVerdicts() {}

    static Verdict available(World world) {
        RedisObservation redis = world.redis();
        if (redis == null) {
            SecretProblem missing = world.secrets().getFirst();
            return new Verdict(ConditionType.REDIS_AVAILABLE, false, missing.reason(), missing.message());
        }
        return switch (redis) {
            case Available available
            when isTooOldForAof(available, world) ->
                new Verdict(
                        ConditionType.REDIS_AVAILABLE,
                        false,
                        Reason.REDIS_VERSION_UNSUPPORTED,
                        "Redis is version " + available.version()
                                + ": history.durability.aof needs 7.2 or newer, so nothing"
                                + " can be published in the namespaces that have it");
            case Available available ->
                new Verdict(
                        ConditionType.REDIS_AVAILABLE,
                        true,
                        Reason.AVAILABLE,
                        "Redis " + available.version() + " answers");
            case Unavailable unavailable ->
                new Verdict(ConditionType.REDIS_AVAILABLE, false, reason(unavailable.problem()), unavailable.message());
        };
    }

    private static boolean isTooOldForAof(Available redis, World world) {
        return redis.version().matches("7\\.[01]\\..*")
                && world.plan().config().channels().stream()
                        .map(GatewayConfig.Channel::history)
                        .anyMatch(history -> history != null
                                && history.durability() != null
                                && history.durability().aof());
    }

    static Verdict groupsProvisioned(World world) {
        ConditionType type = ConditionType.CONSUMER_GROUPS_PROVISIONED;
        return switch (world.redis()) {
            case Available available
            when available.faults().isEmpty() ->
                new Verdict(
                        type,
                        true,
                        Reason.PROVISIONED,
                        available.groups().isEmpty()
                                ? "the spec declares no consumer group"
                                : "all consumer groups are there: "
                                        + available.groups().size());
            case Available available -> {
                GroupFault fault = available.faults().getFirst();
                yield new Verdict(type, false, reason(fault.problem()), message(fault));
            }
            case Unavailable unavailable ->
                new Verdict(type, false, reason(unavailable.problem()), "not known while RedisAvailable is False");
            case null ->
                new Verdict(
                        type, false, world.secrets().getFirst().reason(), "not known while RedisAvailable is False");
        };
    }

    private static String message(GroupFault fault) {
        String group = "group '" + fault.group() + "' of stream '" + fault.stream() + "'";
        return fault.problem() == RedisProblem.WRONG_TYPE
                ? "the Redis key '" + fault.key() + "' holds something else than a stream, so " + group
                        + " cannot be made: remove or rename that key"
                : group + " cannot be made: " + fault.message();
    }

    private static Reason reason(RedisProblem problem) {
        return switch (problem) {
            case UNREACHABLE -> Reason.REDIS_UNREACHABLE;
            case TLS_FAILED -> Reason.REDIS_TLS_FAILED;
            case AUTHENTICATION_FAILED -> Reason.REDIS_AUTHENTICATION_FAILED;
            case NOT_PERMITTED -> Reason.REDIS_NOT_PERMITTED;
            case VERSION_UNSUPPORTED -> Reason.REDIS_VERSION_UNSUPPORTED;
            case WRONG_TYPE -> Reason.REDIS_KEY_HAS_WRONG_TYPE;
            case COMMAND_FAILED -> Reason.REDIS_FAILED;
        };
    }
}
