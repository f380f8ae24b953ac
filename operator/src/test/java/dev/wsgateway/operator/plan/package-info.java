@NullMarked
package dev.wsgateway.operator.plan;

import org.jspecify.annotations.NullMarked;
