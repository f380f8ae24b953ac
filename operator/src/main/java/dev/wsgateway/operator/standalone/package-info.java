/**
 * Runs a {@code WebSocketGateway} without a cluster: {@code make run}. The same YAML and the same plan as in Kubernetes;
 * what pods, ConfigMap, Secrets and the API server's validation are there, are processes, files in a folder and the CRD on
 * the class path here.
 *
 * <p>Data flows one way: {@code input} (YAML in, a plan out) → {@link dev.wsgateway.operator.standalone.Blueprint} (which
 * processes and files that makes) → {@link dev.wsgateway.operator.standalone.Runner} (carries it out, again after each
 * edit) → {@link dev.wsgateway.operator.standalone.Board} (what the user sees). One thread does all of it.
 */
@NullMarked
package dev.wsgateway.operator.standalone;

import org.jspecify.annotations.NullMarked;
