/**
 * What breaks in a run, when, and how it is done: drawn from the run's seed, carried out on the run's {@linkplain
 * dev.wsgateway.e2e.chaos.parts.Deployment parts}.
 */
@NullMarked
package dev.wsgateway.e2e.chaos.faults;

import org.jspecify.annotations.NullMarked;
