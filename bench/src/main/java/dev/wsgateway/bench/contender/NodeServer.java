package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What teams write themselves, on Node.js: Socket.IO with one of its Redis adapters, or ws with Redis Pub/Sub. */
final class NodeServer implements Contender {
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "server.mjs");
    private final String kind;

    NodeServer(String kind) {
        this.kind = kind;
    }

    @Override
    public Cluster start(Ground ground) {
        Path folder = installed(ground.directory());
        List<Program> nodes = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < ground.nodes(); i++) {
            int port = Program.freePort();
            nodes.add(Program.start(
                    kind + "-" + i,
                    ground.directory(),
                    Map.of("NODE_ENV", "production"),
                    List.of(
                            "node",
                            folder.resolve("server.mjs").toString(),
                            kind,
                            "" + port,
                            "" + ground.redisPort())));
            ports.add(port);
        }
        for (int i = 0; i < ground.nodes(); i++) {
            Contender.awaitPort(nodes.get(i), ports.get(i));
        }
        return new Cluster(nodes, List.of(), kind.equals("ws") ? "bare" : "socketio", ports, ports);
    }

    private static Path installed(Path logs) {
        try {
            byte[] lock = resource("package-lock.json");
            Path folder = Contender.cache()
                    .resolve("bench-node-"
                            + Integer.toHexString(
                                    new String(lock, java.nio.charset.StandardCharsets.UTF_8).hashCode()));
            Files.createDirectories(folder);
            for (String file : FILES) {
                Path fresh = Files.createTempFile(folder, file, "");
                Files.write(fresh, resource(file));
                Files.move(fresh, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Files.isDirectory(folder.resolve("node_modules"))) {
                Setup.run(logs, Map.of(), "npm", "ci", "--prefix", folder.toString());
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(NodeServer.class.getResourceAsStream("/node/" + name), name)) {
            return in.readAllBytes();
        }
    }
}
