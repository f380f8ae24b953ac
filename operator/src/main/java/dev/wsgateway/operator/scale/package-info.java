/**
 * How many pods a gateway with {@code spec.autoscaling} should have, by the connections that its pods report through
 * Redis. {@link dev.wsgateway.operator.scale.Autoscaler} decides at each look at Redis, and says when its decision has
 * become another one.
 */
@NullMarked
package dev.wsgateway.operator.scale;

import org.jspecify.annotations.NullMarked;
