package dev.wsgateway.operator.standalone;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayEnvironment;
import dev.wsgateway.operator.standalone.input.DemoBackend;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.process.ProcessSpec;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final String HOST = "127.0.0.1";

    /**
     * A Java program.
     *
     * @param classPath as {@code java -cp} takes it
     * @param mainClass with its package
     */
    record Program(String classPath, String mainClass) {
        /** Quick to start and small: several of them share a laptop. */
        private static final List<String> JVM = List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");

        private List<String> command() {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JVM);
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
        return "gateway-" + (index + 1);
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
                    gateway,
                    Map.of(
                            GatewayEnvironment.NODE,
                            gatewayName(i),
                            GatewayEnvironment.BIND_ADDRESS,
                            HOST,
                            GatewayEnvironment.WEBSOCKET_PORT,
                            "" + ports.websocket(),
                            GatewayEnvironment.API_PORT,
                            "" + ports.api(),
                            GatewayEnvironment.CONFIG_DIRECTORY,
                            state.folder("config").toString(),
                            GatewayEnvironment.SECRETS_DIRECTORY,
                            state.folder("secrets").toString())));
        }
        DemoBackend demo = input.demo();
        if (demo != null && input.replicas() > 0) {
            for (int i = 1; i <= DemoBackend.REPLICAS; i++) {
                processes.add(process(
                        "backend-" + i,
                        backend,
                        Map.of(
                                "SERVICE_BINDING_ROOT", state.folder("bindings").toString(),
                                "DEMO_STREAM", demo.stream(),
                                "DEMO_GROUP", demo.group(),
                                "DEMO_CHANNEL", demo.channel(),
                                "DEMO_REPLICA", "backend-" + i)));
            }
        }
        return processes;
    }

    private ProcessSpec process(String name, Program program, Map<String, String> environment) throws IOException {
        return new ProcessSpec(
                name, program.command(), environment, state.folder("logs").resolve(name + ".log"));
    }

    /** What is a ConfigMap, mounted Secrets and a binding in a cluster. */
    void writeFiles(Input input) throws IOException {
        state.write("secrets", input.secrets().byPath());
        state.write("bindings/gateway", binding(input));
        byte[] config = input.plan().config().toJson().getBytes(StandardCharsets.UTF_8);
        state.write("config", Map.of(GatewayConfig.FILE, config));
    }

    private static Map<String, byte[]> binding(Input input) {
        Map<String, byte[]> files = new HashMap<>();
        input.plan()
                .binding(input.secrets())
                .getData()
                .forEach((key, value) -> files.put(key, Base64.getDecoder().decode(value)));
        endpoints(input).stream().findFirst().ifPresent(gateway -> {
            files.put("uri", gateway.api().getBytes(StandardCharsets.UTF_8));
            files.put("websocket-url", gateway.websocket().getBytes(StandardCharsets.UTF_8));
        });
        return files;
    }
}
