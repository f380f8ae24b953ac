@NullMarked
package dev.wsgateway.operator.standalone.process;

import org.jspecify.annotations.NullMarked;
