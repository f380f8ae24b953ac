/**
 * One client's connection, from its first command to its end.
 *
 * <p>A {@link dev.wsgateway.gateway.session.ProtocolSession} speaks the client protocol, a {@link
 * dev.wsgateway.gateway.session.PlainSession} hands frames through. Both are {@link
 * dev.wsgateway.gateway.session.Session}s: Netty's handler calls them on the connection's event loop, the hub writes
 * publications to them there, and what Redis or a token check answers comes back to that loop before it touches them. So
 * a session needs no lock. {@link dev.wsgateway.gateway.session.Sessions} knows all of this process and is the one thing
 * here that other threads call.
 */
@NullMarked
package dev.wsgateway.gateway.session;

import org.jspecify.annotations.NullMarked;
