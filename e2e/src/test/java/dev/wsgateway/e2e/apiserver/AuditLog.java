package dev.wsgateway.e2e.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The API server's own record of what it was asked, by others than the cluster itself and its administrator. */
final class AuditLog {
    private static final Set<String> READS = Set.of("get", "list", "watch");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /**
     * One answered request.
     *
     * @param created whether it made an object; an apply that does, a patch, needs the permission to create too
     * @param denied whether no role allows it; a 403 alone may also come from a namespace that is being removed
     * @param sent the body of a write, for the message of a test that fails
     */
    record Request(
            String user,
            String verb,
            String namespace,
            String resource,
            String name,
            boolean created,
            boolean denied,
            String sent) {
        boolean isWrite() {
            return !READS.contains(verb);
        }
    }

    /** A place in the log to read on from. The server writes an entry before it answers. */
    record Position(long bytes) {}

    Position now() {
        try {
            return new Position(Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All requests after a position, in the order of their answers. */
    List<Request> since(Position position) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(position.bytes());
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(AuditLog::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Request parse(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            JsonNode object = event.path("objectRef");
            return new Request(
                    event.path("user").path("username").asText(),
                    event.path("verb").asText(),
                    object.path("namespace").asText(),
                    object.path("resource").asText()
                            + (object.has("subresource")
                                    ? "/" + object.path("subresource").asText()
                                    : ""),
                    object.path("name").asText(),
                    event.path("responseStatus").path("code").asInt() == HttpURLConnection.HTTP_CREATED,
                    event.path("annotations")
                            .path("authorization.k8s.io/decision")
                            .asText()
                            .equals("forbid"),
                    event.path("requestObject").toString());
        } catch (IOException e) {
            throw new UncheckedIOException("not a line of an audit log: " + line, e);
        }
    }
}
