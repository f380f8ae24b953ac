/**
 * What the gateway counts and measures, under the names of {@code docs/metrics.md}. {@link
 * dev.wsgateway.gateway.metrics.GatewayMetrics} is the one place where the names stand.
 */
@NullMarked
package dev.wsgateway.gateway.metrics;

import org.jspecify.annotations.NullMarked;
