package dev.wsgateway.gateway.api;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What answers a request.
 *
 * @param name what its requests are counted as
 * @param answer from the body to the answer; called on the event loop of the connection, so it must not block
 */
record Endpoint(String name, Function<byte[], CompletionStage<HttpAnswer>> answer) {}
