/** The servers that are compared: how each is had, started, and talked to. */
@NullMarked
package dev.wsgateway.bench.contender;

import org.jspecify.annotations.NullMarked;
