package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.process.Program;
import dev.wsgateway.config.GatewayEnvironment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ours: gateway processes as they are in the image, without an operator. */
final class Wsgateway implements Contender {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Those of the image but for its AOT cache, with the memory of a pod of 2 GiB. */
    private static final String FLAGS = "-XX:+UseSerialGC -Xms8m -Xmx512m -XX:+UseCompactObjectHeaders"
            + " -XX:TrimNativeHeapInterval=10000 -XX:-UsePerfData --enable-native-access=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow -Dio.lettuce.core.jfr=false -Dio.lettuce.core.iouring=false"
            + " -Dio.netty.jfr.enabled=false -Dio.netty.leakDetection.level=disabled";

    private final String transport;

    Wsgateway(String transport) {
        this.transport = transport;
    }

    @Override
    public Cluster start(Ground ground) {
        GatewayFiles.write(ground.directory(), ground.redisPort(), ground.history(), 25);
        List<Program> nodes = new ArrayList<>();
        List<Integer> websocketPorts = new ArrayList<>();
        List<Integer> apiPorts = new ArrayList<>();
        for (int i = 0; i < ground.nodes(); i++) {
            int websocketPort = Program.freePort();
            int apiPort = Program.freePort();
            nodes.add(node("gateway-" + i, websocketPort, apiPort, ground));
            websocketPorts.add(websocketPort);
            apiPorts.add(apiPort);
        }
        for (int i = 0; i < ground.nodes(); i++) {
            int port = apiPorts.get(i);
            nodes.get(i).await("ready", Duration.ofSeconds(60), () -> isReady(port));
        }
        return new Cluster(
                nodes, List.of(), ground.protobuf() ? "centrifugal-protobuf" : "centrifugal", websocketPorts, apiPorts);
    }

    private static boolean isReady(int port) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Program node(String name, int websocketPort, int apiPort, Ground ground) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", System.getProperty("bench.gateway") + "/*", "dev.wsgateway.gateway.Main"));
        return Program.start(
                name,
                ground.directory(),
                Map.of(
                        GatewayEnvironment.CONFIG_DIRECTORY,
                        ground.directory() + "/config",
                        GatewayEnvironment.SECRETS_DIRECTORY,
                        ground.directory() + "/secrets",
                        GatewayEnvironment.NODE,
                        name,
                        GatewayEnvironment.BIND_ADDRESS,
                        "127.0.0.1",
                        GatewayEnvironment.WEBSOCKET_PORT,
                        "" + websocketPort,
                        GatewayEnvironment.API_PORT,
                        "" + apiPort,
                        "WSGATEWAY_TRANSPORT",
                        transport,
                        "MALLOC_ARENA_MAX",
                        "2"),
                command);
    }

    private static List<String> flags() {
        return List.of(System.getProperty("bench.jvm", FLAGS).split(" "));
    }
}
