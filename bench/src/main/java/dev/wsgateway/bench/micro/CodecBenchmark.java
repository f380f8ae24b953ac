package dev.wsgateway.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.hub.Framing;
import dev.wsgateway.gateway.hub.Publication;
import dev.wsgateway.gateway.hub.PublicationCodec;
import dev.wsgateway.gateway.protocol.Codec;
import dev.wsgateway.gateway.protocol.Command;
import dev.wsgateway.gateway.protocol.MalformedFrameException;
import dev.wsgateway.gateway.protocol.PublicationEncoder;
import dev.wsgateway.gateway.settings.Settings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What happens once a publication, whatever the number of its subscribers, and once a client's message. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final String DATA = "{\"text\":\"" + "x".repeat(116) + "\"}";

    private final Settings settings = Settings.of(GatewayConfig.parse("""
            {"namespace":"a","name":"b","redis":{"url":"redis://127.0.0.1"},
             "channels":[{"namespace":"news","subscribe":"ANYONE","publish":"NOBODY","data":"JSON"}],
             "authentication":{"anonymous":true},
             "limits":{"messageBytes":1,"apiRequestBytes":1,"queueBytes":1,"subscriptionsPerConnection":1,
               "connectionsPerPod":1},
             "timeouts":{"handshake":"PT1S","pingInterval":"PT1S","pongTimeout":"PT1S","apiIdle":"PT1S"},
             "ports":{"websocket":1,"api":1}}
            """));
    private final PublicationEncoder encoder = new PublicationEncoder(ByteBufAllocator.DEFAULT, () -> settings);
    private final Publication publication = new Publication("news:x", DATA.getBytes(UTF_8), null, Map.of(), 12_345);
    private final byte[] inRedis = PublicationCodec.encode(publication);
    private final byte[] rpc = ("{\"id\":9,\"rpc\":{\"method\":\"orders\",\"data\":" + DATA + "}}").getBytes(UTF_8);

    @Benchmark
    public int encodeJsonFrame() {
        return encode(Framing.JSON);
    }

    @Benchmark
    public int encodeProtobufFrame() {
        return encode(Framing.PROTOBUF);
    }

    private int encode(Framing framing) {
        ByteBuf frame = encoder.encode(publication, framing);
        int bytes = frame.readableBytes();
        frame.release();
        return bytes;
    }

    @Benchmark
    public Publication decodePublication() {
        return PublicationCodec.decode("news:x", inRedis, 0, 12_345);
    }

    @Benchmark
    public List<Command> parseRpc() throws MalformedFrameException {
        return Codec.JSON.decode(rpc);
    }
}
