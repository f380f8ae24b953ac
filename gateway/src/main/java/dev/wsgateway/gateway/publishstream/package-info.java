/**
 * Publishing with nothing but a Redis client: what a backend adds to the publish stream is published, in order for each
 * channel, once in a namespace with history, also when every gateway was down meanwhile.
 *
 * <p>The stream has partitions, each with one owner (see {@link dev.wsgateway.gateway.lease}). A {@code
 * PublishWorker} reads what waits in its partition, publishes it, and then removes it. The publish script remembers, beside
 * the channel's history, the last entry it published, so neither a crash before the removal nor an owner that comes too
 * late publishes anything twice. What cannot be published goes to the partition's dead letters with the reason.
 */
@NullMarked
package dev.wsgateway.gateway.publishstream;

import org.jspecify.annotations.NullMarked;
