package dev.wsgateway.gateway.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Results of commands in JSON, each a field of its reply. */
final class JsonResults {
    private JsonResults() {}

    static void write(Result result, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(name(result));
        switch (result) {
            case Result.Connect connect -> write(connect, out);
            case Result.Subscribe subscribe -> write(subscribe, out);
            case Result.Unsubscribe(), Result.Publish(), Result.Ping() -> {}
            case Result.Presence(List<ClientInfo> clients) -> {
                out.writeObjectFieldStart("presence");
                for (ClientInfo client : clients) {
                    out.writeFieldName(client.client());
                    JsonPublication.write(client, out);
                }
                out.writeEndObject();
            }
            case Result.PresenceStats(int clients, int users) -> {
                out.writeNumberField("num_clients", clients);
                out.writeNumberField("num_users", users);
            }
            case Result.History(List<Publication> publications, Position position) -> {
                write(publications, false, out);
                out.writeStringField("epoch", position.epoch());
                out.writeNumberField("offset", position.offset());
            }
            case Result.Rpc(byte[] data) -> {
                out.writeFieldName("data");
                out.writeRawValue(new String(data, StandardCharsets.UTF_8));
            }
            case Result.Refresh(String client, String version, long ttl) -> {
                out.writeStringField("client", client);
                out.writeStringField("version", version);
                expires(ttl, out);
            }
            case Result.SubRefresh(long ttl) -> expires(ttl, out);
        }
        out.writeEndObject();
    }

    private static String name(Result result) {
        return switch (result) {
            case Result.Connect _ -> "connect";
            case Result.Subscribe _ -> "subscribe";
            case Result.Unsubscribe _ -> "unsubscribe";
            case Result.Publish _ -> "publish";
            case Result.Presence _ -> "presence";
            case Result.PresenceStats _ -> "presence_stats";
            case Result.History _ -> "history";
            case Result.Ping _ -> "ping";
            case Result.Rpc _ -> "rpc";
            case Result.Refresh _ -> "refresh";
            case Result.SubRefresh _ -> "sub_refresh";
        };
    }

    private static void write(Result.Connect connect, JsonGenerator out) throws IOException {
        out.writeStringField("client", connect.client());
        out.writeStringField("version", connect.version());
        expires(connect.ttl(), out);
        if (!connect.subscriptions().isEmpty()) {
            out.writeObjectFieldStart("subs");
            for (Map.Entry<String, Result.Subscribe> sub :
                    connect.subscriptions().entrySet()) {
                out.writeObjectFieldStart(sub.getKey());
                write(sub.getValue(), out);
                out.writeEndObject();
            }
            out.writeEndObject();
        }
        if (connect.ping() > 0) {
            out.writeNumberField("ping", connect.ping());
            out.writeBooleanField("pong", true);
        }
        out.writeStringField("node", connect.node());
    }

    private static void write(Result.Subscribe subscribe, JsonGenerator out) throws IOException {
        expires(subscribe.ttl(), out);
        Recovery recovery = subscribe.recovery();
        if (recovery != null) {
            out.writeBooleanField("recoverable", true);
            out.writeBooleanField("positioned", true);
            out.writeStringField("epoch", recovery.position().epoch());
            out.writeNumberField("offset", recovery.position().offset());
            out.writeBooleanField("recovered", recovery.recovered());
            out.writeBooleanField("was_recovering", subscribe.wasRecovering());
            write(recovery.publications(), subscribe.delta(), out);
        }
        if (subscribe.delta()) {
            out.writeBooleanField("delta", true);
        }
        JsonPublication.raw("data", subscribe.data(), out);
    }

    private static void write(List<Publication> publications, boolean forDelta, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("publications");
        for (Publication publication : publications) {
            out.writeRawValue(new String(JsonPublication.whole(publication, forDelta), StandardCharsets.UTF_8));
        }
        out.writeEndArray();
    }

    static void expires(long ttl, JsonGenerator out) throws IOException {
        if (ttl > 0) {
            out.writeBooleanField("expires", true);
            out.writeNumberField("ttl", ttl);
        }
    }
}
