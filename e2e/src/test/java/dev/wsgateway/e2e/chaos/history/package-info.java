/**
 * What happened in a run, as its checker saw it: a file of events, one JSON object a line, in the order in which they
 * were seen. It is written while the run goes on and judged afterwards, so that a file that was kept can be judged again.
 */
@NullMarked
package dev.wsgateway.e2e.chaos.history;

import org.jspecify.annotations.NullMarked;
