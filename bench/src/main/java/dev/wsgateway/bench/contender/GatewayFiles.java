package dev.wsgateway.bench.contender;

import dev.wsgateway.config.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration and Secrets of the gateways that are measured: as the operator writes them, in its own words. */
public final class GatewayFiles {
    private GatewayFiles() {}

    /**
     * Writes the folders {@code config} and {@code secrets}. The API key is {@code bench}, channels are {@code news:…},
     * the stream is {@code orders}.
     *
     * @param pingSeconds between pings to a client
     */
    public static void write(Path directory, int redisPort, boolean history, int pingSeconds) {
        String kept = history ? ",\"history\":{\"size\":1000,\"ttl\":\"PT10M\",\"idempotencyWindow\":\"PT5M\"}" : "";
        String config = """
                {"namespace":"bench","name":"bench",
                 "redis":{"url":"redis://127.0.0.1:%d"},
                 "channels":[{"namespace":"news","subscribe":"ANYONE","publish":"NOBODY","data":"JSON"%s}],
                 "streams":[{"name":"orders","append":"ANYONE","maxLength":100000,"groups":false}],
                 "authentication":{"anonymous":true},
                 "apiKeysFile":"api/key",
                 "allowedOrigins":["*"],
                 "limits":{"messageBytes":65536,"apiRequestBytes":1048576,"queueBytes":1048576,
                   "subscriptionsPerConnection":128,"connectionsPerPod":20000},
                 "timeouts":{"handshake":"PT60S","pingInterval":"PT%dS","pongTimeout":"PT10S","apiIdle":"PT75S"},
                 "ports":{"websocket":8001,"api":9001}}
                """.formatted(redisPort, kept, pingSeconds);
        write(directory.resolve("config").resolve(GatewayConfig.FILE), config);
        write(directory.resolve("secrets/api/key"), "bench\n");
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
