/**
 * The custom resource and the operator on a real API server.
 *
 * <p>{@link dev.wsgateway.e2e.apiserver.ApiServerExtension} starts etcd, kube-apiserver and kube-controller-manager once
 * for all tests, by {@code e2e/cluster/cluster api}, and gives each test a namespace of its own. Deployments get real
 * ReplicaSets and Pods, but no Pod runs, for there is no node.
 */
@NullMarked
package dev.wsgateway.e2e.apiserver;

import org.jspecify.annotations.NullMarked;
