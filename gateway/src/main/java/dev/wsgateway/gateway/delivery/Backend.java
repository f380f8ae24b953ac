package dev.wsgateway.gateway.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.settings.SecretFiles;
import dev.wsgateway.gateway.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Calls backends over HTTP: HTTP/1.1 with connections that are kept alive, HTTP/2 where a backend offers it over TLS. Any
 * thread.
 */
final class Backend implements AutoCloseable {
    private final Supplier<Settings> settings;
    private final Clock clock;
    private final HttpClients clients = new HttpClients();

    Backend(Supplier<Settings> settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Posts a message.
     *
     * @param id names it, for the signature
     * @return what became of it, within {@code push.timeout}; never fails
     */
    CompletionStage<Outcome> call(GatewayConfig.Push push, String id, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(push.url())
                .version(
                        push.url().getScheme().equals("https")
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .header("content-type", push.contentType())
                .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<Void>> answer;
        try {
            SecretFiles secrets = settings.get().secrets();
            sign(request, push.signingKeyFile(), secrets, id, body);
            answer = clients.of(push.caFile(), secrets).sendAsync(request.build(), BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(new Outcome.Unreached(text(e)));
        }
        // The client's own time-out ends with the answer's headers.
        CompletableFuture<Void> alarm = new CompletableFuture<>();
        var _ = alarm.completeOnTimeout(null, push.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .thenRun(() -> answer.cancel(true));
        return answer.handle((response, failure) -> {
            alarm.cancel(false);
            return failure == null ? outcome(response) : outcome(failure, push);
        });
    }

    private void sign(
            HttpRequest.Builder request, @Nullable String keyFile, SecretFiles secrets, String id, byte[] body) {
        if (keyFile == null) {
            return;
        }
        byte[] keys = secrets.get(keyFile);
        if (keys == null) {
            throw new IllegalArgumentException("the file " + keyFile + " with the signing key is missing");
        }
        WebhookSignature.headers(new String(keys, UTF_8), id, clock.instant(), body)
                .forEach(request::header);
    }

    private Outcome outcome(HttpResponse<Void> response) {
        int status = response.statusCode();
        String said = "HTTP " + status;
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered();
        }
        if (status >= 400 && status < 500 && status != 408 && status != 425 && status != 429) {
            return new Outcome.Rejected(said);
        }
        return new Outcome.Failed(
                said,
                RetryAfter.parse(response.headers().firstValue("retry-after").orElse(null), clock.instant()));
    }

    private static Outcome outcome(Throwable failure, GatewayConfig.Push push) {
        Throwable root = failure;
        boolean connecting = false;
        while (true) {
            connecting |= root instanceof ConnectException
                    || root instanceof HttpConnectTimeoutException
                    || root instanceof UnresolvedAddressException
                    || root instanceof SSLHandshakeException;
            if (root.getCause() == null) {
                break;
            }
            root = root.getCause();
        }
        if (connecting) {
            return new Outcome.Unreached("cannot connect to " + push.url().getAuthority() + ": " + text(root));
        }
        if (root instanceof CancellationException || root instanceof HttpTimeoutException) {
            return new Outcome.Failed("no whole answer within " + push.timeout().toMillis() + " ms", null);
        }
        return new Outcome.Failed(root instanceof IOException ? text(root) : root.toString(), null);
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    @Override
    public void close() {
        clients.close();
    }
}
