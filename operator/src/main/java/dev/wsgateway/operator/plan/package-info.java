/**
 * What a {@code WebSocketGateway} leads to, computed without I/O: the gateway's configuration file, the Kubernetes
 * objects, the consumer groups in Redis and the Secret files that a gateway reads.
 *
 * <p>{@link dev.wsgateway.operator.plan.Plan#of} is the entry. Equal inputs give equal plans, so that applying a plan
 * twice changes nothing. The Kubernetes shell and the standalone shell carry the same plan out. A change of what is
 * generated shows in the {@code out-*.yaml} files of the tests.
 */
@NullMarked
package dev.wsgateway.operator.plan;

import org.jspecify.annotations.NullMarked;
