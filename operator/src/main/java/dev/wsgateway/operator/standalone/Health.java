package dev.wsgateway.operator.standalone;

import dev.wsgateway.operator.standalone.proof.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks gateways whether they are ready, and ports whether they are free. */
final class Health implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();

    /** Whether {@code /readyz} answers 200. */
    boolean isReady(Endpoint gateway) throws InterruptedException {
        URI uri = URI.create(gateway.api()).resolve("/readyz");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(500)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes sure that nothing listens on a port of this machine's loopback.
     *
     * @throws RunFailed when something does; says which field of the spec to change
     */
    static void requireFree(int port, String field) throws RunFailed {
        if (port > 65535) {
            throw new RunFailed("there is no port " + port + ": write a lower " + field + ", or fewer spec.replicas");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new RunFailed("port " + port + " is taken (" + e.getMessage() + "): end the program that has it, or"
                    + " write another " + field + " (each further gateway adds 1)");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
