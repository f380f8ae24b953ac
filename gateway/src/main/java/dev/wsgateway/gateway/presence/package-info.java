/**
 * Who is subscribed to a channel, on all gateways. It is kept nowhere: {@link dev.wsgateway.gateway.presence.Presence}
 * asks the gateways when somebody wants to know. So a subscription costs no write, and a gateway that was killed leaves
 * no ghosts. {@code docs/decisions/presence.md} has the reasons.
 */
@NullMarked
package dev.wsgateway.gateway.presence;

import org.jspecify.annotations.NullMarked;
