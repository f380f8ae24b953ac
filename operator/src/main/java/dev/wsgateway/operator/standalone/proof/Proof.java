package dev.wsgateway.operator.standalone.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.standalone.input.DemoBackend;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.input.PublicNamespace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends messages both ways through running gateways and looks at what arrives. */
public final class Proof {
    private static final int ORDERS = 10;
    private static final Duration ARRIVAL_TIME = Duration.ofSeconds(10);
    private static final Duration QUIET_TIME = Duration.ofMillis(500);

    private final JsonMapper json = new JsonMapper();
    private final Input input;
    private final List<Endpoint> gateways;
    private final Consumer<String> out;

    /** A proof on gateways that are ready. {@code out} gets a few lines for the user to read. */
    public Proof(Input input, List<Endpoint> gateways, Consumer<String> out) {
        this.input = input;
        this.gateways = List.copyOf(gateways);
        this.out = out;
    }

    /** Shows what the user's YAML allows to show, and says what it does not, and why. */
    public void run() throws ProofFailed, InterruptedException {
        String namespace = PublicNamespace.of(input.plan().config());
        String missing = missing(namespace);
        if (missing != null || namespace == null) {
            out.accept("proof skipped: it needs " + missing);
            return;
        }
        broadcast(namespace + ":demo");
        DemoBackend demo = input.demo();
        if (demo == null) {
            out.accept("proof of the way to the backend skipped: it needs the annotation " + DemoBackend.ANNOTATION
                    + ": STREAM/GROUP, which starts a demo backend");
        } else {
            consumption(demo);
        }
    }

    private @Nullable String missing(@Nullable String namespace) {
        if (gateways.isEmpty()) {
            return "spec.replicas of 1 or more";
        } else if (namespace == null) {
            return "a namespace in spec.channels with subscribe: anyone and data: json";
        } else if (!input.plan().config().authentication().anonymous()) {
            return "spec.authentication.anonymous: true, since it has no token";
        }
        return input.plan().config().apiKeysFile() == null ? "spec.api, to publish through" : null;
    }

    private void broadcast(String channel) throws ProofFailed, InterruptedException {
        Endpoint publisher = gateways.getFirst();
        Endpoint receiver = gateways.getLast();
        ObjectNode data = json.createObjectNode().put("text", "hello from " + publisher.name());
        try (SocketClient socket = SocketClient.connect(URI.create(receiver.websocket()))) {
            socket.subscribe(channel);
            long start = System.nanoTime();
            publish(publisher, channel, data);
            JsonNode received = socket.next(ARRIVAL_TIME);
            if (!data.equals(received)) {
                throw new ProofFailed("published " + data + " to " + channel + " through " + publisher.name()
                        + ", but a socket of " + receiver.name() + " received "
                        + (received == null ? "nothing" : received));
            }
            out.accept("✔ published through " + publisher.name() + "'s API, received on " + receiver.name()
                    + "'s socket: " + received + " on " + channel + " after " + (System.nanoTime() - start) / 1_000_000
                    + " ms");
        }
    }

    private void consumption(DemoBackend demo) throws ProofFailed, InterruptedException {
        String run = UUID.randomUUID().toString();
        Map<Integer, String> replicas = new TreeMap<>();
        try (SocketClient listener =
                        SocketClient.connect(URI.create(gateways.getLast().websocket()));
                SocketClient sender =
                        SocketClient.connect(URI.create(gateways.getFirst().websocket()))) {
            listener.subscribe(demo.channel());
            for (int number = 1; number <= ORDERS; number++) {
                sender.rpc(
                        demo.stream(), json.createObjectNode().put("run", run).put("number", number));
            }
            // After the last one a while more: a message that a second replica processed too would come late.
            JsonNode result = listener.next(ARRIVAL_TIME);
            while (result != null) {
                if (result.at("/order/run").asText().equals(run)) {
                    count(replicas, result);
                }
                result = listener.next(replicas.size() < ORDERS ? ARRIVAL_TIME : QUIET_TIME);
            }
        }
        if (replicas.size() < ORDERS) {
            throw new ProofFailed("sent " + ORDERS + " messages to " + demo.stream()
                    + ", but only these were processed: " + replicas);
        }
        out.accept("✔ " + ORDERS + " messages sent by a frontend, each processed by exactly one of "
                + DemoBackend.REPLICAS + " replicas: " + byReplica(replicas));
    }

    private static void count(Map<Integer, String> replicas, JsonNode result) throws ProofFailed {
        int number = result.at("/order/number").asInt();
        String replica = result.path("processedBy").asText();
        String other = replicas.put(number, replica);
        if (other != null) {
            throw new ProofFailed("message " + number + " was processed by " + other + " and by " + replica);
        }
    }

    private static String byReplica(Map<Integer, String> replicas) {
        Map<String, Set<Integer>> numbers = new TreeMap<>();
        replicas.forEach((number, replica) ->
                numbers.computeIfAbsent(replica, name -> new TreeSet<>()).add(number));
        return numbers.toString();
    }

    private void publish(Endpoint gateway, String channel, JsonNode data) throws ProofFailed, InterruptedException {
        String key = input.secrets().text(SecretFile.API_KEYS);
        JsonNode body = json.createObjectNode().put("channel", channel).set("data", data);
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.api() + "/publish"))
                .timeout(ARRIVAL_TIME)
                .header("X-API-Key", key == null ? "" : key.lines().findFirst().orElse(""))
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200 || json.readTree(response.body()).has("error")) {
                throw new ProofFailed(request.uri() + " answered " + response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            throw new ProofFailed(request.uri() + " did not answer: " + e);
        }
    }
}
