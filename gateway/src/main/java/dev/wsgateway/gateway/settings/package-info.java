/**
 * The configuration in force, in the form in which the gateway looks things up.
 */
@NullMarked
package dev.wsgateway.gateway.settings;

import org.jspecify.annotations.NullMarked;
