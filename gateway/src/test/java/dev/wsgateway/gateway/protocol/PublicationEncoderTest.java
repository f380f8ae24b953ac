package dev.wsgateway.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Movement;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.settings.Settings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationEncoderTest {
    private static final Settings SETTINGS = Settings.of(GatewayConfig.parse("""
            {"namespace": "shop", "name": "chat", "redis": {"url": "redis://localhost"},
             "channels": [
               {"namespace": "news", "subscribe": "anyone", "publish": "nobody", "data": "json"},
               {"namespace": "bin", "subscribe": "anyone", "publish": "nobody", "data": "binary"}],
             "streams": [], "authentication": {"anonymous": true}, "allowedOrigins": [],
             "limits": {"messageBytes": 65536, "apiRequestBytes": 1048576, "queueBytes": 1048576,
                        "subscriptionsPerConnection": 128, "connectionsPerPod": 100},
             "timeouts": {"handshake": "PT10S", "pingInterval": "PT25S", "pongTimeout": "PT10S", "apiIdle": "PT75S"},
             "ports": {"websocket": 0, "api": 0}}"""));

    private final PublicationEncoder encoder = new PublicationEncoder(UnpooledByteBufAllocator.DEFAULT, () -> SETTINGS);

    @Test
    void pushesJsonWithTheDataAsTheyStand() {
        assertThat(text(publication("news:a\"\u00e9", "{\"a\" : 1.50}"), Framing.JSON))
                .isEqualTo("{\"push\":{\"channel\":\"news:a\\\"\u00e9\",\"pub\":{\"data\":{\"a\" : 1.50}}}}");
    }

    @Test
    void pushesWhoPublishedTagsAndOffset() {
        ClientInfo info = new ClientInfo("42", "c1", "{\"name\":\"A\"}".getBytes(UTF_8), null);
        assertThat(text(new Publication("news:a", "1".getBytes(UTF_8), info, Map.of("k", "v"), 7), Framing.JSON))
                .isEqualTo("{\"push\":{\"channel\":\"news:a\",\"pub\":{\"data\":1,\"info\":{\"user\":\"42\","
                        + "\"client\":\"c1\",\"conn_info\":{\"name\":\"A\"}},\"offset\":7,\"tags\":{\"k\":\"v\"}}}}");
    }

    @Test
    void pushesWhoCameAndWhoLeft() {
        ClientInfo who = new ClientInfo("42", "c1", "{\"name\":\"A\"}".getBytes(UTF_8), null);
        assertThat(text(encoder.encode(new Movement("news:a", true, who), Framing.JSON)))
                .isEqualTo("{\"push\":{\"channel\":\"news:a\",\"join\":{\"info\":{\"user\":\"42\","
                        + "\"client\":\"c1\",\"conn_info\":{\"name\":\"A\"}}}}}");
        assertThat(text(encoder.encode(new Movement("news:a", false, who), Framing.JSON)))
                .contains("\"leave\":{\"info\":{");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 80, 125, 126, 127, 128, 16_300, 65_535, 65_536, 300_000})
    void framesEveryLength(int length) throws IOException {
        byte[] data = ("\"" + "x".repeat(length) + "\"").getBytes(UTF_8);
        Publication publication = new Publication("news:a", data, null, Map.of(), 0);
        assertThat(text(publication, Framing.PLAIN)).isEqualTo(new String(data, UTF_8));
        assertThat(text(publication, Framing.JSON)).contains("\"data\":" + new String(data, UTF_8) + "}");
        assertThat(protobuf(publication).get(4)).isEqualTo(data);
    }

    @Test
    void pushesProtobuf() throws IOException {
        byte[] data = {0, (byte) 0xff, '\n'};
        ClientInfo info = new ClientInfo("42", "c1", null, new byte[] {'1'});
        Map<Integer, byte[]> pub = protobuf(new Publication("bin:a", data, info, Map.of("k", "v"), 300));
        assertThat(pub.get(4)).isEqualTo(data);
        assertThat(nested(pub, 5).text(1)).isEqualTo("42");
        assertThat(nested(pub, 5).text(2)).isEqualTo("c1");
        assertThat(nested(pub, 5).text(4)).isEqualTo("1");
        assertThat(nested(pub, 7).text(1)).isEqualTo("k");
        assertThat(nested(pub, 7).text(2)).isEqualTo("v");
    }

    @Test
    void sendsBinaryDataToAPlainSocketInABinaryFrame() {
        byte[] data = {0, (byte) 0xff};
        WebSocketFrame frame = frame(new Publication("bin:a", data, null, Map.of(), 0), Framing.PLAIN);
        assertThat(frame).isInstanceOf(BinaryWebSocketFrame.class);
        assertThat(ByteBufUtil.getBytes(frame.content())).isEqualTo(data);
        frame.release();
    }

    @Test
    void sendsNothingInJsonWhereDataBecameBinary() {
        Publication publication = new Publication("bin:a", new byte[] {(byte) 0xff}, null, Map.of(), 0);
        assertThat(encoder.encode(publication, Framing.JSON).isReadable()).isFalse();
    }

    private static ProtobufFields nested(Map<Integer, byte[]> fields, int field) throws IOException {
        return ProtobufFields.read(Objects.requireNonNull(fields.get(field)));
    }

    private static Publication publication(String channel, String data) {
        return new Publication(channel, data.getBytes(UTF_8), null, Map.of(), 0);
    }

    private String text(Publication publication, Framing framing) {
        return text(encoder.encode(publication, framing));
    }

    private static String text(ByteBuf encoded) {
        TextWebSocketFrame frame = (TextWebSocketFrame) frame(encoded);
        try {
            return frame.text();
        } finally {
            frame.release();
        }
    }

    /** The bytes fields of the message Publication inside the frame's reply. */
    private Map<Integer, byte[]> protobuf(Publication publication) throws IOException {
        WebSocketFrame frame = frame(publication, Framing.PROTOBUF);
        assertThat(frame).isInstanceOf(BinaryWebSocketFrame.class);
        CodedInputStream in = CodedInputStream.newInstance(ByteBufUtil.getBytes(frame.content()));
        frame.release();
        byte[] reply = in.readByteArray();
        assertThat(in.isAtEnd()).isTrue();
        ProtobufFields push = ProtobufFields.read(ProtobufFields.read(reply).bytes(4));
        assertThat(push.text(2)).isEqualTo(publication.channel());
        Map<Integer, byte[]> fields = new HashMap<>();
        CodedInputStream pub = CodedInputStream.newInstance(push.bytes(4));
        for (int tag = pub.readTag(); tag != 0; tag = pub.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 6) {
                assertThat(pub.readUInt64()).isEqualTo(publication.offset());
            } else {
                fields.put(WireFormat.getTagFieldNumber(tag), pub.readByteArray());
            }
        }
        return fields;
    }

    /** Reads the bytes back with Netty's decoder for clients. */
    private WebSocketFrame frame(Publication publication, Framing framing) {
        return frame(encoder.encode(publication, framing));
    }

    private static WebSocketFrame frame(ByteBuf encoded) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .maxFramePayloadLength(1 << 20)
                .build()));
        channel.writeInbound(encoded);
        WebSocketFrame frame = channel.readInbound();
        assertThat(channel.finish()).isFalse();
        return frame;
    }
}
