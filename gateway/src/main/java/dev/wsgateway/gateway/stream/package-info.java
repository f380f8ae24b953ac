/**
 * The way of a client's message to the backends: {@link dev.wsgateway.gateway.stream.StreamAppender} adds it to its Redis
 * stream, where the consumer groups find it.
 */
@NullMarked
package dev.wsgateway.gateway.stream;

import org.jspecify.annotations.NullMarked;
