/** Benchmarks beside real peers: {@link dev.wsgateway.bench.Main} is the entry, {@code make bench} calls it. */
@NullMarked
package dev.wsgateway.bench;

import org.jspecify.annotations.NullMarked;
