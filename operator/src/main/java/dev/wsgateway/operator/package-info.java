/** The operator's program. What it does is in the packages below: plan, redis, status, kubernetes. */
@NullMarked
package dev.wsgateway.operator;

import org.jspecify.annotations.NullMarked;
