package dev.wsgateway.gateway.auth;

import dev.wsgateway.config.GatewayConfig;

/** What an identity may do. Pure functions of the configuration. */
public final class Access {
    private Access() {}

    /**
     * Whether a client may subscribe to a channel.
     *
     * @param namespace the one that the channel belongs to
     * @param hasGrant whether the client came with a checked subscription token for the channel
     */
    public static boolean maySubscribe(
            GatewayConfig.Channel namespace, String channel, Identity identity, boolean hasGrant) {
        return allows(namespace.subscribe(), channel, identity, hasGrant);
    }

    /** Whether a client may publish to a channel; parameters as in {@link #maySubscribe}. */
    public static boolean mayPublish(
            GatewayConfig.Channel namespace, String channel, Identity identity, boolean hasGrant) {
        return allows(namespace.publish(), channel, identity, hasGrant);
    }

    /** Whether a client may append to a stream. */
    public static boolean mayAppend(GatewayConfig.Stream stream, Identity identity) {
        return switch (stream.append()) {
            case ANYONE -> true;
            case AUTHENTICATED -> !identity.isAnonymous();
            case NOBODY -> false;
        };
    }

    private static boolean allows(GatewayConfig.Access access, String channel, Identity identity, boolean hasGrant) {
        return switch (access) {
            case NOBODY -> false;
            case ANYONE -> true;
            case OWNER -> !identity.isAnonymous() && owner(channel).equals(identity.user());
            case TOKEN -> hasGrant || identity.channels().contains(channel);
        };
    }

    private static String owner(String channel) {
        return channel.substring(channel.indexOf(':') + 1);
    }
}
