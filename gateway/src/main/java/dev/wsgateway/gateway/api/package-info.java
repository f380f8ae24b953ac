/**
 * The HTTP port: the API for backends, in the published shape of Centrifugo's server API so that its server libraries
 * work, and the pages for probes and metrics. {@code docs/backends.md} is its manual.
 *
 * <p>A request comes in through {@link dev.wsgateway.gateway.api.ApiServer} and {@code ApiConnection}, which knows HTTP;
 * {@code Router} decides what answers it; {@code ApiMethods} knows the API's methods. Nothing blocks an event loop.
 */
@NullMarked
package dev.wsgateway.gateway.api;

import org.jspecify.annotations.NullMarked;
