/**
 * What could not be published, or not be delivered to a consumer group, for people and programs that decide what becomes of
 * it. Whoever gives up on an entry writes the letter in the script that removes the entry; this package reads and ends them.
 */
@NullMarked
package dev.wsgateway.gateway.deadletter;

import org.jspecify.annotations.NullMarked;
