@NullMarked
package dev.wsgateway.operator.status;

import org.jspecify.annotations.NullMarked;
