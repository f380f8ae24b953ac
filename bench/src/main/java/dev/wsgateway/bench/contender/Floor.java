package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.floor.FloorServer;
import dev.wsgateway.bench.process.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JVM's floor: Netty and Redis Pub/Sub, no protocol, no history, no access rules. */
final class Floor implements Contender {
    private final String transport;

    Floor(String transport) {
        this.transport = transport;
    }

    @Override
    public Cluster start(Ground ground) {
        List<Program> nodes = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < ground.nodes(); i++) {
            int port = Program.freePort();
            nodes.add(program("netty-" + i, transport, ground, port));
            ports.add(port);
        }
        for (int i = 0; i < ground.nodes(); i++) {
            Contender.awaitPort(nodes.get(i), ports.get(i));
        }
        return new Cluster(nodes, List.of(), "bare", ports, ports);
    }

    /** One of its processes; it also serves as the backend that Centrifugo hands messages to. */
    static Program program(String name, String transport, Ground ground, int port) {
        return Program.start(
                name,
                ground.directory(),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-Dio.netty.buffer.checkBounds=false",
                        "-Dio.netty.buffer.checkAccessible=false",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FloorServer.class.getName(),
                        transport,
                        "" + port,
                        "" + ground.redisPort()));
    }
}
