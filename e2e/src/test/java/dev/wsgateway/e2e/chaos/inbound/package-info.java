/**
 * Frontend to backend under faults: users who send, backends that are called, consumers that read by themselves, and the
 * parts between them in one run, and the judge of what came of it.
 */
@NullMarked
package dev.wsgateway.e2e.chaos.inbound;

import org.jspecify.annotations.NullMarked;
