@NullMarked
package dev.wsgateway.operator.standalone.redis;

import org.jspecify.annotations.NullMarked;
