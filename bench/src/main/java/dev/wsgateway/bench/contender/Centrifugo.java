package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Centrifugo, with its defaults but for what a scenario asks. Built once by Go from its published module. */
final class Centrifugo implements Contender {
    private static final String VERSION = "6.9.1";

    @Override
    public Cluster start(Ground ground) {
        Path binary = binary(ground.directory());
        int backendPort = Program.freePort();
        Program backend = Floor.program("backend", "epoll", ground, backendPort);
        List<Program> nodes = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < ground.nodes(); i++) {
            int port = Program.freePort();
            nodes.add(node(i, port, binary, backendPort, ground));
            ports.add(port);
        }
        Contender.awaitPort(backend, backendPort);
        for (int i = 0; i < ground.nodes(); i++) {
            Contender.awaitPort(nodes.get(i), ports.get(i));
        }
        return new Cluster(
                nodes, List.of(backend), ground.protobuf() ? "centrifugal-protobuf" : "centrifugal", ports, ports);
    }

    private static Program node(int number, int port, Path binary, int backendPort, Ground ground) {
        String history =
                ground.history() ? ",\"history_size\":1000,\"history_ttl\":\"600s\",\"force_recovery\":true" : "";
        String config = """
                {"engine":{"type":"redis","redis":{"address":"redis://127.0.0.1:%d"}},
                 "http_server":{"address":"127.0.0.1","port":"%d"},
                 "client":{"insecure":true,"allowed_origins":["*"]},
                 "http_api":{"insecure":true},
                 "log":{"level":"error"},
                 "rpc":{"proxy":{"endpoint":"http://127.0.0.1:%d/rpc"},"without_namespace":{"proxy_enabled":true}},
                 "channel":{"namespaces":[{"name":"news","allow_subscribe_for_client":true,
                   "allow_subscribe_for_anonymous":true%s}]}}
                """.formatted(ground.redisPort(), port, backendPort, history);
        Path file = ground.directory().resolve("centrifugo-" + number + ".json");
        try {
            Files.writeString(file, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Program.start(
                "centrifugo-" + number,
                ground.directory(),
                Map.of(),
                List.of(binary.toString(), "--config", file.toString()));
    }

    private static Path binary(Path logs) {
        Path folder = Contender.cache().resolve("centrifugo-" + VERSION);
        Path binary = folder.resolve("centrifugo");
        if (!Files.isExecutable(binary)) {
            Setup.run(
                    logs,
                    Map.of("GOBIN", folder.toString(), "GOFLAGS", "-modcacherw"),
                    "go",
                    "install",
                    "github.com/centrifugal/centrifugo/v6@v" + VERSION);
        }
        return binary;
    }
}
