/**
 * Shows the user that the two promises hold, on the gateways that just started: {@link
 * dev.wsgateway.operator.standalone.proof.Proof}.
 */
@NullMarked
package dev.wsgateway.operator.standalone.proof;

import org.jspecify.annotations.NullMarked;
