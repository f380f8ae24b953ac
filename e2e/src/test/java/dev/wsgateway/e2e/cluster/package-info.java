/**
 * The whole, as a platform team has it: operator, gateways and backends as pods of a real one-node cluster. `make e2e` brings
 * the cluster up and runs these tests in its network, so that they reach pods and Services; no other run takes them.
 *
 * <p>{@link dev.wsgateway.e2e.cluster.ClusterExtension} gives them the operator and the sample that they share: starting
 * pods is what takes the time.
 */
@NullMarked
package dev.wsgateway.e2e.cluster;

import org.jspecify.annotations.NullMarked;
