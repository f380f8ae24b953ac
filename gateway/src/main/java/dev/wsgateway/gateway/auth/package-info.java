/**
 * Who a client is, and what it may do. {@link dev.wsgateway.gateway.auth.Authenticator} checks JSON Web Tokens with the
 * keys in force; {@link dev.wsgateway.gateway.auth.Access} decides what the checked identity may subscribe to, publish to
 * and append to, a pure function of the configuration.
 */
@NullMarked
package dev.wsgateway.gateway.auth;

import org.jspecify.annotations.NullMarked;
