/**
 * Carries plans out in a Kubernetes cluster.
 *
 * <p>{@link dev.wsgateway.operator.kubernetes.OperatorProcess} is the entry: the whole operator in one object, which the
 * program and tests start alike. {@code GatewayReconciler} reads as the sentence of what happens to one custom resource.
 * The owned objects are dependents of java-operator-sdk, written by server-side apply with a field manager of our own, so
 * that fields of other managers stay as they are, and only when the managed fields differ.
 */
@NullMarked
package dev.wsgateway.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
