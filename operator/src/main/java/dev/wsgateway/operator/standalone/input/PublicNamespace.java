package dev.wsgateway.operator.standalone.input;

import dev.wsgateway.config.GatewayConfig;
import org.jspecify.annotations.Nullable;

/** The namespace of channels that a demonstration can use. */
public final class PublicNamespace {
    private PublicNamespace() {}

    /** The first namespace whose channels carry JSON and are open to every client; null when there is none. */
    public static @Nullable String of(GatewayConfig config) {
        for (GatewayConfig.Channel channel : config.channels()) {
            if (channel.subscribe() == GatewayConfig.Access.ANYONE && channel.data() == GatewayConfig.DataFormat.JSON) {
                return channel.namespace();
            }
        }
        return null;
    }
}
