/**
 * The data plane. {@link dev.wsgateway.gateway.Main} is the program; {@link dev.wsgateway.gateway.GatewayProcess} puts its
 * parts together and is the place to see how data flows: sockets come in at the server, publications go from the API
 * through the broker to the hub and out, clients' messages go to their streams.
 */
@NullMarked
package dev.wsgateway.gateway;

import org.jspecify.annotations.NullMarked;
