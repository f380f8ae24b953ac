/**
 * The difference between two publications of a channel, in the delta format of Fossil (fossil-scm.org, "Fossil Delta
 * Format") that the Centrifugal SDKs take. {@link dev.wsgateway.gateway.delta.FossilDelta} is all there is.
 */
@NullMarked
package dev.wsgateway.gateway.delta;

import org.jspecify.annotations.NullMarked;
