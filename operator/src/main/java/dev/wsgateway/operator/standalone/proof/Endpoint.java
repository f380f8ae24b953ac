package dev.wsgateway.operator.standalone.proof;

/**
 * Addresses of one gateway.
 *
 * @param name of the gateway's process
 * @param websocket {@code ws://…/connection/websocket}
 * @param api {@code http://…/api}
 */
public record Endpoint(String name, String websocket, String api) {}
