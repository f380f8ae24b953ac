package dev.wsgateway.gateway.api;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.SERVICE_UNAVAILABLE;
import static io.netty.handler.codec.http.HttpResponseStatus.UNAUTHORIZED;
import static io.netty.handler.codec.http.HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE;

import dev.wsgateway.gateway.protocol.ErrorCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Decides by a request's head what answers it, before its body is read. */
final class Router {
    private static final String API = "/api";

    private final ApiMethods methods;
    private final ApiKeys keys;
    private final BooleanSupplier ready;
    private final Supplier<String> metrics;

    Router(ApiMethods methods, ApiKeys keys, BooleanSupplier ready, Supplier<String> metrics) {
        this.methods = methods;
        this.keys = keys;
        this.ready = ready;
        this.metrics = metrics;
    }

    /** Where a request goes. */
    sealed interface Route {
        record Accepted(Endpoint endpoint) implements Route {}

        record Refused(HttpAnswer answer) implements Route {}
    }

    Route route(HttpRequest request) {
        String path;
        try {
            path = new QueryStringDecoder(request.uri()).path();
        } catch (IllegalArgumentException e) {
            return refused(HttpAnswer.refusal(
                    BAD_REQUEST, ErrorCode.BAD_REQUEST, "the URL is not encoded as a URL must be: " + e.getMessage()));
        }
        return switch (path) {
            case "/healthz" -> page(request, "healthz", () -> HttpAnswer.text(OK, "ok\n"));
            case "/readyz" -> page(request, "readyz", this::readiness);
            case "/metrics" -> page(request, "metrics", this::scrape);
            case API -> api(request, "");
            default ->
                path.startsWith(API + "/")
                        ? api(request, path.substring(API.length() + 1))
                        : refused(HttpAnswer.refusal(
                                NOT_FOUND,
                                ErrorCode.METHOD_NOT_FOUND,
                                "there is nothing at this path; the API is at /api/METHOD, such as /api/publish"));
        };
    }

    private static Route page(HttpRequest request, String name, Supplier<HttpAnswer> answer) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return refused(notAllowed("GET"));
        }
        return new Route.Accepted(new Endpoint(name, body -> CompletableFuture.completedFuture(answer.get())));
    }

    private HttpAnswer readiness() {
        return ready.getAsBoolean()
                ? HttpAnswer.text(OK, "ready\n")
                : HttpAnswer.text(SERVICE_UNAVAILABLE, "not ready: waiting for Redis, or shutting down\n");
    }

    private HttpAnswer scrape() {
        HttpAnswer text = HttpAnswer.text(OK, metrics.get());
        return new HttpAnswer(OK, "text/plain; version=0.0.4; charset=utf-8", text.body(), text.headers(), 0);
    }

    private Route api(HttpRequest request, String method) {
        if (!keys.accepts(request.headers())) {
            return refused(
                    HttpAnswer.refusal(UNAUTHORIZED, ErrorCode.UNAUTHORIZED, "send a valid key in the header X-API-Key")
                            .with("WWW-Authenticate", "apikey"));
        }
        Endpoint endpoint = methods.endpoint(method);
        if (endpoint == null) {
            return refused(HttpAnswer.refusal(
                    NOT_FOUND,
                    ErrorCode.METHOD_NOT_FOUND,
                    "the API has no method '" + method + "'; it has " + methods.names()));
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return refused(notAllowed("POST"));
        }
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            return refused(HttpAnswer.refusal(
                    UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.BAD_REQUEST,
                    "a body with Content-Encoding '" + encoding + "' is not read: send plain JSON"));
        }
        return new Route.Accepted(endpoint);
    }

    private static HttpAnswer notAllowed(String allowed) {
        return HttpAnswer.refusal(METHOD_NOT_ALLOWED, ErrorCode.BAD_REQUEST, "this path wants " + allowed)
                .with("Allow", allowed);
    }

    private static Route refused(HttpAnswer answer) {
        return new Route.Refused(answer);
    }
}
