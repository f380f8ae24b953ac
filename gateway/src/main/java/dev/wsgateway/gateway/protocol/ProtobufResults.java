package dev.wsgateway.gateway.protocol;

import com.google.protobuf.CodedOutputStream;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Results of commands in Protobuf, each a field of its reply. The numbers are those of the protocol's messages. */
final class ProtobufResults {
    private ProtobufResults() {}

    /** The number of a result's field in its reply. */
    static int field(Result result) {
        return switch (result) {
            case Result.Connect _ -> ReplyField.CONNECT;
            case Result.Subscribe _ -> ReplyField.SUBSCRIBE;
            case Result.Unsubscribe _ -> ReplyField.UNSUBSCRIBE;
            case Result.Publish _ -> ReplyField.PUBLISH;
            case Result.Presence _ -> ReplyField.PRESENCE;
            case Result.PresenceStats _ -> ReplyField.PRESENCE_STATS;
            case Result.History _ -> ReplyField.HISTORY;
            case Result.Ping _ -> ReplyField.PING;
            case Result.Rpc _ -> ReplyField.RPC;
            case Result.Refresh _ -> ReplyField.REFRESH;
            case Result.SubRefresh _ -> ReplyField.SUB_REFRESH;
        };
    }

    static byte[] of(Result result) {
        return ProtobufMessage.of(out -> write(result, out));
    }

    private static void write(Result result, CodedOutputStream out) throws IOException {
        switch (result) {
            case Result.Connect connect -> write(connect, out);
            case Result.Subscribe subscribe -> write(subscribe, out);
            case Result.Unsubscribe(), Result.Publish(), Result.Ping() -> {}
            case Result.Presence(List<ClientInfo> clients) -> {
                for (ClientInfo client : clients) {
                    out.writeByteArray(1, ProtobufMessage.of(entry -> {
                        entry.writeString(1, client.client());
                        entry.writeByteArray(2, ProtobufPublication.info(client));
                    }));
                }
            }
            case Result.PresenceStats(int clients, int users) -> {
                out.writeUInt32(1, clients);
                out.writeUInt32(2, users);
            }
            case Result.History(List<Publication> publications, Position position) -> {
                for (Publication publication : publications) {
                    out.writeByteArray(1, ProtobufPublication.whole(publication));
                }
                out.writeString(2, position.epoch());
                out.writeUInt64(3, position.offset());
            }
            case Result.Rpc(byte[] data) -> out.writeByteArray(1, data);
            case Result.Refresh(String client, String version, long ttl) -> {
                out.writeString(1, client);
                out.writeString(2, version);
                expires(3, 4, ttl, out);
            }
            case Result.SubRefresh(long ttl) -> expires(1, 2, ttl, out);
        }
    }

    private static void write(Result.Connect connect, CodedOutputStream out) throws IOException {
        out.writeString(1, connect.client());
        out.writeString(2, connect.version());
        expires(3, 4, connect.ttl(), out);
        for (Map.Entry<String, Result.Subscribe> sub : connect.subscriptions().entrySet()) {
            out.writeByteArray(6, ProtobufMessage.of(entry -> {
                entry.writeString(1, sub.getKey());
                entry.writeByteArray(2, of(sub.getValue()));
            }));
        }
        if (connect.ping() > 0) {
            out.writeUInt32(7, (int) connect.ping());
            out.writeBool(8, true);
        }
        out.writeString(10, connect.node());
    }

    private static void write(Result.Subscribe subscribe, CodedOutputStream out) throws IOException {
        expires(1, 2, subscribe.ttl(), out);
        if (subscribe.delta()) {
            out.writeBool(13, true);
        }
        Recovery recovery = subscribe.recovery();
        if (recovery != null) {
            out.writeBool(3, true);
            out.writeString(6, recovery.position().epoch());
            for (Publication publication : recovery.publications()) {
                out.writeByteArray(7, ProtobufPublication.whole(publication));
            }
            out.writeBool(8, recovery.recovered());
            out.writeUInt64(9, recovery.position().offset());
            out.writeBool(10, true);
        }
        if (subscribe.data() != null) {
            out.writeByteArray(11, subscribe.data());
        }
        if (recovery != null) {
            out.writeBool(12, subscribe.wasRecovering());
        }
    }

    static void expires(int expiresField, int ttlField, long ttl, CodedOutputStream out) throws IOException {
        if (ttl > 0) {
            out.writeBool(expiresField, true);
            out.writeUInt32(ttlField, (int) ttl);
        }
    }
}
