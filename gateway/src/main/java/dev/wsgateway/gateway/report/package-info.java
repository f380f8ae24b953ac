/**
 * What this gateway says of itself in Redis, for the operator and for the other gateways, and what the others say. The
 * form is {@link dev.wsgateway.redis.GatewayReport}.
 */
@NullMarked
package dev.wsgateway.gateway.report;

import org.jspecify.annotations.NullMarked;
