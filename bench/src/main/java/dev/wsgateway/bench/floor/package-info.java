/** The least that a JVM can do: a Netty server that hands on what Redis Pub/Sub delivers, with no protocol on top. */
@NullMarked
package dev.wsgateway.bench.floor;

import org.jspecify.annotations.NullMarked;
