package dev.wsgateway.gateway.lifecycle;

import dev.wsgateway.config.GatewayConfig.LifecycleEvent;
import java.util.List;
import java.util.Locale;

/**
 * Something that happened on this gateway.
 *
 * @param told whether the backends are told, or only Redis keeps it
 * @param client empty for one of a channel
 * @param user empty for one of a channel, and for an anonymous client
 * @param channel empty for one of a connection
 * @param code why a connection ended; 0 for none
 * @param time Unix time in milliseconds
 */
record Change(
        LifecycleEvent event,
        boolean told,
        String client,
        String user,
        String channel,
        int code,
        String reason,
        long time) {

    /** The arguments that {@code note.lua} takes for it. */
    List<String> arguments() {
        return List.of(
                event.name().toLowerCase(Locale.ROOT),
                told ? "1" : "0",
                client,
                user,
                channel,
                code == 0 ? "" : Integer.toString(code),
                reason,
                Long.toString(time));
    }
}
