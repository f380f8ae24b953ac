/**
 * The status of a {@code WebSocketGateway}: one pure function a condition, and the assembly of them.
 *
 * <p>{@link dev.wsgateway.operator.status.StatusAssembly#next} is the entry. Conditions follow the Kubernetes API
 * conventions and kstatus: {@code Reconciling} is True while the operator or the pods are still at work, {@code Stalled}
 * while a person has to do something first, never both. A condition keeps the time of its last transition while its
 * status stays the same, so that an unchanged world gives an equal status, which nobody writes.
 */
@NullMarked
package dev.wsgateway.operator.status;

import org.jspecify.annotations.NullMarked;
