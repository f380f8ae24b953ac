package dev.wsgateway.e2e.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The released SDKs for Go, over Protobuf, and Python, over JSON: each resumes when its gateway is killed. */
class OtherSdksIT {
    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = new Fleet(2);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    @Test
    void withTheOneForGoNothingIsLostOrRepeatedWhileItsGatewayIsKilled() throws Exception {
        Path program = Path.of("target/go/client").toAbsolutePath();
        SdkClient.run(Path.of("src/test/go"), "go", "build", "-o", program.toString(), ".");
        nothingIsLost("log:go", List.of(program.toString()));
    }

    @Test
    void withTheOneForPythonNothingIsLostOrRepeatedWhileItsGatewayIsKilled() throws Exception {
        Path sources = Path.of("src/test/python").toAbsolutePath();
        Path python = environment(sources.resolve("sdk-requirements.txt")).resolve("bin/python");
        nothingIsLost(
                "log:python",
                List.of(python.toString(), sources.resolve("client.py").toString()));
    }

    /** A virtual environment with what a file asks for, kept in the user's cache under its version. */
    static Path environment(Path requirements) throws IOException, InterruptedException {
        String version = Files.readAllLines(requirements).getFirst();
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "wsgateway", "python");
        Path environment = cache.resolve(version);
        Path installed = environment.resolve("installed");
        if (!Files.exists(installed)) {
            Files.createDirectories(cache);
            SdkClient.run(cache, "python3", "-m", "venv", "--clear", environment.toString());
            SdkClient.run(
                    cache,
                    environment.resolve("bin/python").toString(),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "-r",
                    requirements.toString());
            Files.createFile(installed);
        }
        return environment;
    }

    private static void nothingIsLost(String channel, List<String> command) throws Exception {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(fleet.gateway(1).websocketUrl(), channel));
        try (SdkClient client = new SdkClient(Path.of("."), line)) {
            client.awaitEvent("subscribed", any -> true);
            KilledGateway.losesNothing(fleet, client, channel);
        }
    }
}
