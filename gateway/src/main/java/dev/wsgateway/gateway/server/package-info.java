/**
 * The port for frontends: from a TCP connection to a {@link dev.wsgateway.gateway.session.Session}.
 *
 * <p>A connection begins with HTTP handlers only: {@link dev.wsgateway.gateway.server.HandshakeTimeout} gives it some
 * seconds, {@link dev.wsgateway.gateway.server.HandshakeHandler} checks the WebSocket handshake (RFC 6455, section 4.2)
 * and answers it. Then the HTTP handlers leave and {@link dev.wsgateway.gateway.server.FrameHandler} hands whole messages
 * to the session. What is refused before that is told in HTTP, afterwards by a close code.
 */
@NullMarked
package dev.wsgateway.gateway.server;

import org.jspecify.annotations.NullMarked;
