@NullMarked
package dev.wsgateway.operator.standalone.input;

import org.jspecify.annotations.NullMarked;
