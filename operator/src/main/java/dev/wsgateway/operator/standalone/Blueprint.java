package dev.wsgateway.operator.standalone;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayEnvironment;
import dev.wsgateway.operator.standalone.input.DemoBackend;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.process.ProcessSpec;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import dev.wsgateway.redis.PartitionLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which processes and files an {@link Input} makes on this machine.
 *
 * @param gateway class path and main class of a gateway
 * @param backend class path and main class of the demo backend
 * @param state where the files go
 */
record Blueprint(Program gateway, Program backend, StateDirectory state) {
    /** Names of the gateways' processes begin with it. */
    static final String GATEWAY_PREFIX = "gateway-";
    /** Names of the demo backend's processes begin with it. */
    static final String BACKEND_PREFIX = "backend-";

    private static final String HOST = "127.0.0.1";

    /**
     * A Java program.
     *
     * @param classPath as {@code java -cp} takes it
     * @param mainClass with its package
     * @param archive file with classes that are loaded already, which halves the time to start (JDK, "Class Data Sharing");
     *     written by the first process when it ends; the build deletes it
     * @param archived whether the file is there, so that the other processes can use it
     */
    record Program(String classPath, String mainClass, Path archive, boolean archived) {
        /** Quick to start and small: several of them share a laptop. */
        private static final List<String> JVM = List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xlog:disable");

        /** The program whose jars are in a folder, with its archive beside it. */
        static Program of(Path jars, String mainClass) {
            Path archive = jars.resolveSibling("standalone.jsa").toAbsolutePath();
            return new Program(jars.resolve("*").toString(), mainClass, archive, Files.exists(archive));
        }

        private List<String> command(boolean first) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JVM);
            if (first) {
                command.add("-XX:+AutoCreateSharedArchive");
            }
            if (first || archived) {
                command.add("-XX:SharedArchiveFile=" + archive);
            }
            command.addAll(List.of("-cp", classPath, mainClass));
            return command;
        }
    }

    /** Ports of one gateway: those of the spec, one higher for each further gateway. */
    record Ports(int websocket, int api) {
        static Ports of(Input input, int index) {
            GatewayConfig.Ports first = input.plan().config().ports();
            return new Ports(first.websocket() + index, first.api() + index);
        }
    }

    static String gatewayName(int index) {
        return GATEWAY_PREFIX + (index + 1);
    }

    /** Addresses of the gateways. */
    static List<Endpoint> endpoints(Input input) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < input.replicas(); i++) {
            Ports ports = Ports.of(input, i);
            endpoints.add(new Endpoint(
                    gatewayName(i),
                    "ws://" + HOST + ":" + ports.websocket() + "/connection/websocket",
                    "http://" + HOST + ":" + ports.api() + "/api"));
        }
        return endpoints;
    }

    /** The gateways, then the demo backend's replicas, if any. */
    List<ProcessSpec> processes(Input input) throws IOException {
        List<ProcessSpec> processes = new ArrayList<>();
        for (int i = 0; i < input.replicas(); i++) {
            Ports ports = Ports.of(input, i);
            processes.add(process(
                    gatewayName(i),
                    gateway.command(i == 0),
                    Map.of(
                            GatewayEnvironment.NODE,
                            gatewayName(i),
                            GatewayEnvironment.BIND_ADDRESS,
                            HOST,
                            GatewayEnvironment.WEBSOCKET_PORT,
                            "" + ports.websocket(),
                            GatewayEnvironment.API_PORT,
                            "" + ports.api(),
                            GatewayEnvironment.DRAIN_PERIOD,
                            "PT0S",
                            GatewayEnvironment.CONFIG_DIRECTORY,
                            state.folder("config").toString(),
                            GatewayEnvironment.SECRETS_DIRECTORY,
                            state.folder("secrets").toString())));
        }
        DemoBackend demo = input.demo();
        if (demo != null && input.replicas() > 0) {
            for (int i = 1; i <= DemoBackend.REPLICAS; i++) {
                processes.add(process(
                        BACKEND_PREFIX + i,
                        backend.command(i == 1),
                        Map.of(
                                "SERVICE_BINDING_ROOT", state.folder("bindings").toString(),
                                "DEMO_STREAM", demo.stream(),
                                "DEMO_GROUP", demo.group(),
                                "DEMO_CHANNEL", demo.channel(),
                                "DEMO_REPLICA", BACKEND_PREFIX + i)));
            }
        }
        return processes;
    }

    private ProcessSpec process(String name, List<String> command, Map<String, String> environment) throws IOException {
        return new ProcessSpec(name, command, environment, state.folder("logs").resolve(name + ".log"));
    }

    /** What is a ConfigMap, mounted Secrets and a binding in a cluster. */
    void writeFiles(Input input, Map<String, PartitionLayout> layouts) throws IOException {
        state.write("secrets", input.secrets().byPath());
        state.write("bindings/gateway", binding(input, layouts));
        byte[] config = input.plan().config().toJson().getBytes(StandardCharsets.UTF_8);
        state.write("config", Map.of(GatewayConfig.FILE, config));
    }

    private static Map<String, byte[]> binding(Input input, Map<String, PartitionLayout> layouts) {
        Map<String, byte[]> files = new HashMap<>();
        input.plan()
                .binding(input.secrets(), layouts)
                .getData()
                .forEach((key, value) -> files.put(key, Base64.getDecoder().decode(value)));
        endpoints(input).stream().findFirst().ifPresent(gateway -> {
            files.put("uri", gateway.api().getBytes(StandardCharsets.UTF_8));
            files.put("websocket-url", gateway.websocket().getBytes(StandardCharsets.UTF_8));
        });
        return files;
    }
}
