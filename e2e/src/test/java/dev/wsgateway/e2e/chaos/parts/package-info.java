/**
 * What a run is made of, and what can be done to each: processes that are killed, stopped and started again, links that
 * are cut, stalled and slowed, clocks that jump. All on 127.0.0.1.
 */
@NullMarked
package dev.wsgateway.e2e.chaos.parts;

import org.jspecify.annotations.NullMarked;
