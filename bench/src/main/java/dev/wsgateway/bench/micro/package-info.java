/** The gateway's hot paths one by one, with JMH: time, and what they allocate. {@code make microbench} runs them. */
@NullMarked
package dev.wsgateway.bench.micro;

import org.jspecify.annotations.NullMarked;
