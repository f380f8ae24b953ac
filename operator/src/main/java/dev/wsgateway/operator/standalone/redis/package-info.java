/**
 * The Redis of a standalone run: one that answers already, or one of its own. {@link
 * dev.wsgateway.operator.standalone.redis.LocalRedis} decides.
 */
@NullMarked
package dev.wsgateway.operator.standalone.redis;

import org.jspecify.annotations.NullMarked;
