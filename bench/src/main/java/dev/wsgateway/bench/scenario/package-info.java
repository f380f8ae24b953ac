/** What is measured: each class is one kind of load, put on one contender that runs alone on a fresh Redis. */
@NullMarked
package dev.wsgateway.bench.scenario;

import org.jspecify.annotations.NullMarked;
