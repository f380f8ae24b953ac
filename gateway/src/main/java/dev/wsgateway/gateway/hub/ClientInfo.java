package dev.wsgateway.gateway.hub;

import org.jspecify.annotations.Nullable;

/**
 * The client that published, as other clients are shown it.
 *
 * @param user id of the user; empty for an anonymous one
 * @param client id of the connection
 * @param connInfo JSON from the connection's token, or null
 * @param chanInfo JSON from the subscription's token, or null
 */
public record ClientInfo(String user, String client, byte @Nullable [] connInfo, byte @Nullable [] chanInfo) {}
