package dev.wsgateway.operator.redis;

import dev.wsgateway.redis.GatewayReport;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway reports of its sockets.
 *
 * @param node name of its pod
 * @param connections open sockets
 * @param draining how it ends; null unless it does
 * @param losses publications that its subscribers did not get; null where there was none
 */
public record GatewayLoad(
        String node,
        long connections,
        GatewayReport.@Nullable Draining draining,
        GatewayReport.@Nullable Losses losses) {
    /** One that stays and lost nothing. */
    public GatewayLoad(String node, long connections) {
        this(node, connections, null, null);
    }

    static GatewayLoad of(GatewayReport report) {
        return new GatewayLoad(report.node(), report.connections(), report.draining(), report.losses());
    }

    /** Whether it is about to end. */
    public boolean ends() {
        return draining != null;
    }
}
