package dev.wsgateway.gateway.session;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.auth.SubscriptionGrant;
import dev.wsgateway.gateway.history.Conditions;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.JsonText;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import java.util.Map;

/** The command publish. */
final class Publishing {
    private Publishing() {}

    static void publish(
            ProtocolSession session, SessionContext context, long id, Request.Publish request, Identity identity) {
        String channel = request.channel();
        GatewayConfig.Channel namespace = context.settings().get().namespaceOf(channel);
        SubscriptionGrant grant = session.subscriptions().grant(channel);
        if (namespace == null) {
            session.fail(id, ErrorCode.UNKNOWN_CHANNEL);
            return;
        }
        if (!Access.mayPublish(namespace, channel, identity, grant != null)) {
            session.fail(id, ErrorCode.PERMISSION_DENIED);
            return;
        }
        boolean binary = namespace.data() == GatewayConfig.DataFormat.BINARY;
        if (binary && session.isJson()) {
            session.fail(id, ErrorCode.NOT_AVAILABLE, "a binary channel: connect with centrifuge-protobuf");
            return;
        }
        byte[] data;
        try {
            data = binary ? request.data() : JsonText.check(request.data());
        } catch (IllegalArgumentException e) {
            session.fail(id, ErrorCode.BAD_REQUEST, "data: " + e.getMessage());
            return;
        }
        ClientInfo info =
                new ClientInfo(identity.user(), session.client(), identity.info(), grant == null ? null : grant.info());
        session.await(
                context.broker().publish(new Publication(channel, data, info, Map.of(), 0), Conditions.NONE),
                (published, failure) -> {
                    if (failure == null) {
                        session.answer(id, new Result.Publish());
                    } else {
                        session.fail(id, failure);
                    }
                });
    }
}
