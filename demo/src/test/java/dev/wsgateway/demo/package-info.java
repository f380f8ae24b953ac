@NullMarked
package dev.wsgateway.demo;

import org.jspecify.annotations.NullMarked;
