/**
 * `make chaos`: many short runs on real parts that break at random, and a checker that says whether what is promised was
 * kept. A suite draws a run from its seed, carries it out, and judges the history that it left; the suites share {@link
 * dev.wsgateway.e2e.chaos.history} and {@link dev.wsgateway.e2e.chaos.parts}.
 */
@NullMarked
package dev.wsgateway.e2e.chaos;

import org.jspecify.annotations.NullMarked;
