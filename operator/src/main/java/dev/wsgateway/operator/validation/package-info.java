/**
 * Checks a {@code WebSocketGateway} where there is no API server to do it: in standalone.
 *
 * <p>The rules are those of the CRD itself, read from the class path, so that there is one truth: its structural schema
 * (unknown fields, types, bounds, defaults) and its {@code x-kubernetes-validations} in CEL, evaluated by Google's
 * implementation. {@link dev.wsgateway.operator.validation.CustomResourceValidator} is the way in. That a real API
 * server agrees is shown by {@code e2e}, which reads the same cases from {@code
 * e2e/src/test/resources/websocketgateway-cases}.
 */
@NullMarked
package dev.wsgateway.operator.validation;

import org.jspecify.annotations.NullMarked;
