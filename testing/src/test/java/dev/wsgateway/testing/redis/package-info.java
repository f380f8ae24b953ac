@NullMarked
package dev.wsgateway.testing.redis;

import org.jspecify.annotations.NullMarked;
