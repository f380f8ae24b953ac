/**
 * The custom resource {@code WebSocketGateway}, version {@code v1alpha1}, as users write it and read it back.
 *
 * <p>The CRD in {@code crds/websocketgateways.wsgateway.dev-v1.yml} is generated from these records, and a test fails
 * when it drifts. The CRD is the truth: what a field may hold and what it defaults to is said by its annotations and
 * enforced by the API server, and in standalone by the same schema. An absent list reads as an empty one; any other
 * absent field without a default reads as null.
 */
@NullMarked
package dev.wsgateway.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
