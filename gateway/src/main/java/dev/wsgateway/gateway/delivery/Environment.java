package dev.wsgateway.gateway.delivery;

import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all deliveries of a gateway share.
 *
 * @param node name of this gateway, which stands in the pending lists
 */
record Environment(
        RedisLink redis,
        StreamWatch watch,
        Backend backend,
        Supplier<Settings> settings,
        GatewayMetrics metrics,
        String node,
        LongSupplier nanoTime,
        RandomGenerator random) {}
