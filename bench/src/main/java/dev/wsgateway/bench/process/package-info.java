/** Programs that a benchmark starts, and what the kernel says of them: processor time, memory. Linux only. */
@NullMarked
package dev.wsgateway.bench.process;

import org.jspecify.annotations.NullMarked;
