@NullMarked
package dev.wsgateway.operator.kubernetes;

import org.jspecify.annotations.NullMarked;
