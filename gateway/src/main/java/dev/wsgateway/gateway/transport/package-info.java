/** How the process does network I/O: the part of Netty that depends on the machine. */
@NullMarked
package dev.wsgateway.gateway.transport;

import org.jspecify.annotations.NullMarked;
