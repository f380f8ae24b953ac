@NullMarked
package dev.wsgateway.operator.redis;

import org.jspecify.annotations.NullMarked;
