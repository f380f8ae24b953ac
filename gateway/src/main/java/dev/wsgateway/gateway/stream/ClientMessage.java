package dev.wsgateway.gateway.stream;

/**
 * A message from a client to the backends. Immutable by agreement: nobody writes to the array after it is made.
 *
 * @param data as the client sent it: an rpc's data, or a plain socket's frame
 * @param client id of the connection
 * @param user id of the user; empty for an anonymous client
 * @param timeMillis when it was received, Unix time in milliseconds
 * @param traceparent trace context, a header value of W3C Trace Context
 */
public record ClientMessage(byte[] data, String client, String user, long timeMillis, String traceparent) {}
