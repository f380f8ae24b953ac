@NullMarked
package dev.wsgateway.operator.standalone;

import org.jspecify.annotations.NullMarked;
