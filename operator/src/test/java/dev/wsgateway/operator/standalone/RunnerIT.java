package dev.wsgateway.operator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.input.InputReader;
import dev.wsgateway.operator.standalone.input.InvalidInput;
import dev.wsgateway.operator.standalone.process.Pids;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.operator.standalone.process.Supervisor;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import dev.wsgateway.operator.standalone.redis.LocalRedis;
import dev.wsgateway.operator.standalone.redis.RedisProgram;
import dev.wsgateway.operator.standalone.redis.ValkeyWheel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On gateways that are processes, but not real ones; the real ones run in {@code make run CHECK=1}. */
class RunnerIT {
    @TempDir
    Path directory;

    private final InputReader reader = new InputReader();
    private final List<String> order = new ArrayList<>();
    private final Health health = new Health();
    private int port;
    private StateDirectory state;
    private Supervisor supervisor;
    private Runner runner;

    @BeforeEach
    void open() throws Exception {
        port = freePorts();
        state = StateDirectory.open(directory.resolve("state"));
        supervisor = new Supervisor(InstantSource.system(), new Pids(state.file("pids")), order::add, List.of());
        runner = runner(FakeGateway.class.getName(), input(1, "news"));
    }

    private Runner runner(String mainClass, Input input) {
        Blueprint.Program program = new Blueprint.Program(
                System.getProperty("java.class.path"), mainClass, directory.resolve("jsa"), false);
        RedisProgram none = new RedisProgram(List.of(), new ValkeyWheel(directory, "python3", order::add), order::add);
        return new Runner(
                input,
                new Blueprint(program, program, state),
                supervisor,
                new LocalRedis(none),
                next -> {
                    order.add("groups of " + next.replicas() + " before " + supervisor.names());
                    return Map.of();
                },
                health);
    }

    @AfterEach
    void close() throws IOException {
        supervisor.close();
        health.close();
        state.close();
    }

    @Test
    void makesTheGroupsBeforeItStartsAGateway() throws Exception {
        runner.start();
        runner.awaitReady();
        assertThat(order).containsExactly("groups of 1 before []");
        assertThat(config(runner.endpoints().getFirst()))
                .startsWith("gateway-1 ")
                .contains("\"news\"");
    }

    @Test
    void takesAnEditUpLive() throws Exception {
        runner.start();
        runner.awaitReady();
        List<ProcessHandle> before = children();
        runner.change(input(1, "sport"));
        assertThat(config(runner.endpoints().getFirst())).contains("\"sport\"").doesNotContain("\"news\"");
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void scalesOutAndIn() throws Exception {
        runner.start();
        runner.change(input(3, "news"));
        runner.awaitReady();
        assertThat(config(runner.endpoints().getLast())).startsWith("gateway-3 ");
        runner.change(input(1, "news"));
        assertThat(children()).hasSize(1);
        assertThat(runner.endpoints()).extracting(Endpoint::name).containsExactly("gateway-1");
    }

    @Test
    void leavesWhatRunsAloneWhenAPortIsTaken() throws Exception {
        runner.start();
        runner.awaitReady();
        try (ServerSocket taken = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> runner.change(input(2, "news")))
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken")
                    .hasMessageContaining("spec.ports.websocket");
        }
        assertThat(runner.endpoints()).hasSize(1);
        assertThat(children()).hasSize(1);
    }

    @Test
    void leavesNoProcessBehind() throws Exception {
        runner.start();
        runner.awaitReady();
        runner.stop();
        assertThat(children()).isEmpty();
    }

    @Test
    void refusesAnEditThatIsAnotherGateway() throws Exception {
        runner.start();
        Input other = reader.read(List.of(yaml(1, "news", "other")));
        assertThatThrownBy(() -> runner.change(other)).hasMessageContaining("metadata.name");
        assertThat(runner.current().name()).isEqualTo("default/chat");
    }

    @Test
    void showsTheLastWordsOfAGatewayThatDoesNotStart() throws Exception {
        Runner broken = runner("no.such.Main", input(1, "news"));
        broken.start();
        assertThatThrownBy(broken::awaitReady)
                .hasMessageContaining("gateway-1 ended before it was ready")
                .hasMessageContaining("no.such.Main");
    }

    private Input input(int replicas, String namespace) throws IOException, InvalidInput {
        return reader.read(List.of(yaml(replicas, namespace, "chat")));
    }

    private Path yaml(int replicas, String namespace, String name) throws IOException {
        return Files.writeString(
                directory.resolve("input.yaml"), """
                apiVersion: wsgateway.dev/v1alpha1
                kind: WebSocketGateway
                metadata: {name: %s}
                spec:
                  replicas: %d
                  redis: {url: "redis://localhost:6390"}
                  channels: [{namespace: %s, subscribe: anyone}]
                  authentication: {anonymous: true}
                  ports: {websocket: %d, api: %d}
                """.formatted(name, replicas, namespace, port, port + 10));
    }

    private static String config(Endpoint gateway) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create(gateway.api()).resolve("/config");
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    /** The first of several ports in a row below those that the kernel gives out, so that they are free a moment later too. */
    private static int freePorts() throws IOException {
        for (int first = 20_000; first < 30_000; first += 20) {
            if (allFree(first)) {
                return first;
            }
        }
        throw new IOException("no free ports");
    }

    private static boolean allFree(int first) {
        for (int offset : new int[] {0, 1, 2, 10, 11, 12}) {
            try (ServerSocket socket = new ServerSocket(first + offset, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
