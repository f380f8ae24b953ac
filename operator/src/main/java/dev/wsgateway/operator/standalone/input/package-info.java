/**
 * What the user wrote: YAML files with one {@code WebSocketGateway} and the Secrets that it names, read, checked and
 * planned. {@link dev.wsgateway.operator.standalone.input.InputReader} is the way in; nothing that it returns is wrong.
 */
@NullMarked
package dev.wsgateway.operator.standalone.input;

import org.jspecify.annotations.NullMarked;
