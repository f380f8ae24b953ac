package dev.wsgateway.operator.redis;

import org.jspecify.annotations.Nullable;

/**
 * A consumer group that is there.
 *
 * @param lag entries not yet delivered; null where Redis cannot tell
 * @param pending entries delivered and not yet acknowledged
 * @param consumers consumers that Redis knows
 */
public record GroupState(
        String stream, String group, @Nullable Long lag, long pending, long consumers) {}
