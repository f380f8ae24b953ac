package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.settings.Settings;

/** Whether a subscription may stand under the configuration in force, which may not be the one that it was made under. */
final class Standing {
    private Standing() {}

    /** Whether a plain socket may stay subscribed to a channel. */
    static boolean mayStay(Settings settings, String channel, Identity identity) {
        GatewayConfig.Channel namespace = settings.namespaceOf(channel);
        return namespace != null && Access.maySubscribe(namespace, channel, identity, false);
    }

    /**
     * Whether a client of the protocol may stay subscribed to a channel.
     *
     * @param subscription one that a backend made stands whatever clients may do themselves
     * @param jsonOnly whether the client can take no data but JSON texts
     */
    static boolean mayStay(
            Settings settings, String channel, Identity identity, Subscription subscription, boolean jsonOnly) {
        GatewayConfig.Channel namespace = settings.namespaceOf(channel);
        return namespace != null
                && (subscription.serverSide
                        || Access.maySubscribe(namespace, channel, identity, subscription.grant != null))
                && !(jsonOnly && namespace.data() == GatewayConfig.DataFormat.BINARY);
    }
}
