/** What the tests of several modules need; on no program's class path. */
@NullMarked
package dev.wsgateway.testing;

import org.jspecify.annotations.NullMarked;
