/**
 * The gateway's configuration file: one record, written by the operator and read by the gateway.
 *
 * <p>It is JSON in UTF-8. The operator puts it into a ConfigMap under the key {@value
 * dev.wsgateway.config.GatewayConfig#FILE}; in standalone it is a file of that name. Secrets are never in it: it names
 * files, relative to a folder that the gateway is told when it starts, with one sub-folder a Secret. What one process
 * alone needs to know (its node name, its bind address) comes from its environment, so that all pods share one file.
 */
@NullMarked
package dev.wsgateway.config;

import org.jspecify.annotations.NullMarked;
