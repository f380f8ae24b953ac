package dev.wsgateway.operator.standalone;

import com.sun.net.httpserver.HttpServer;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A process with a gateway's outside: its environment, its ports, {@code /readyz}; {@code /config} tells what it reads. */
public final class FakeGateway {
    private FakeGateway() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        Path config = Path.of(environment.get(GatewayEnvironment.CONFIG_DIRECTORY), GatewayConfig.FILE);
        InetAddress address = InetAddress.ofLiteral(environment.get(GatewayEnvironment.BIND_ADDRESS));
        int websocketPort = Integer.parseInt(environment.get(GatewayEnvironment.WEBSOCKET_PORT));
        int apiPort = Integer.parseInt(environment.get(GatewayEnvironment.API_PORT));
        @SuppressWarnings("unused") // open as long as the process is
        ServerSocket sockets = new ServerSocket(websocketPort, 1, address);
        HttpServer api = HttpServer.create(new InetSocketAddress(address, apiPort), 0);
        api.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        api.createContext("/config", exchange -> {
            byte[] body = (environment.get(GatewayEnvironment.NODE) + " " + Files.readString(config))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        api.start();
    }
}
