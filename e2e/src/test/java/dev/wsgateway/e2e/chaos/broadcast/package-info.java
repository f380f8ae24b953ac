/**
 * Backend to frontend under faults: publishers, clients and the parts between them in one run, and the judge of what
 * came of it.
 */
@NullMarked
package dev.wsgateway.e2e.chaos.broadcast;

import org.jspecify.annotations.NullMarked;
