/**
 * The released client SDKs, unchanged, against gateways as they run: processes of their own, on a real Redis.
 *
 * <p>{@link dev.wsgateway.e2e.clients.Fleet} starts Redis and the gateways, from what {@code mvn package} left in {@code
 * gateway/target/dist}.
 */
@NullMarked
package dev.wsgateway.e2e.clients;

import org.jspecify.annotations.NullMarked;
