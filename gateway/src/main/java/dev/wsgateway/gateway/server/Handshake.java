package dev.wsgateway.gateway.server;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's part of a WebSocket handshake.
 *
 * @param endpoint what it wants
 * @param query parameters of the URL
 * @param subprotocols in the client's order of preference
 */
record Handshake(FullHttpRequest request, Endpoint endpoint, QueryStringDecoder query, List<String> subprotocols) {
    /** What a socket can be opened to. */
    enum Endpoint {
        /** The client protocol. */
        WEBSOCKET("/connection/websocket"),
        /** A plain socket. */
        PLAIN("/connection/plain");

        final String path;

        Endpoint(String path) {
            this.path = path;
        }
    }

    /** The handshake in a request. */
    static Handshake of(FullHttpRequest request) throws RefusedException {
        if (request.decoderResult().isFailure()) {
            throw undecodable(request.decoderResult().cause());
        }
        QueryStringDecoder query = new QueryStringDecoder(request.uri());
        Endpoint endpoint = endpoint(query);
        check(request);
        return new Handshake(request, endpoint, query, subprotocols(request));
    }

    private static RefusedException undecodable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line ->
                new RefusedException(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the URL is too long", line);
            case TooLongHttpHeaderException header ->
                new RefusedException(
                        HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too large", header);
            default -> new RefusedException(HttpResponseStatus.BAD_REQUEST, "this is no HTTP request", cause);
        };
    }

    private static Endpoint endpoint(QueryStringDecoder query) throws RefusedException {
        String path;
        try {
            path = query.path();
            query.parameters();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(HttpResponseStatus.BAD_REQUEST, "the URL is not encoded as a URL must be", e);
        }
        return Arrays.stream(Endpoint.values())
                .filter(endpoint -> endpoint.path.equals(path))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        HttpResponseStatus.NOT_FOUND,
                        "nothing is here: sockets are opened at " + Endpoint.WEBSOCKET.path + " and "
                                + Endpoint.PLAIN.path));
    }

    // RFC 6455, section 4.2.1.
    private static void check(FullHttpRequest request) throws RefusedException {
        if (!request.method().equals(HttpMethod.GET)) {
            throw new RefusedException(HttpResponseStatus.METHOD_NOT_ALLOWED, "a socket is opened with GET");
        }
        if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            throw new RefusedException(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "this is a WebSocket: open it with a WebSocket client, and have proxies in between pass on the"
                            + " headers Upgrade and Connection");
        }
        if (!"13".equals(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            throw new RefusedException(HttpResponseStatus.UPGRADE_REQUIRED, "only version 13 of WebSocket is spoken");
        }
        if (!isKey(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            throw new RefusedException(
                    HttpResponseStatus.BAD_REQUEST, "the header Sec-WebSocket-Key is not 16 bytes in Base64");
        }
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> subprotocols(FullHttpRequest request) {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** A header's value, or null. */
    @Nullable
    String header(CharSequence name) {
        return request.headers().get(name);
    }

    /** All values of a parameter. */
    List<String> parameters(String name) {
        return query.parameters().getOrDefault(name, List.of());
    }

    /** The first value of a parameter, or null. */
    @Nullable
    String parameter(String name) {
        List<String> all = parameters(name);
        return all.isEmpty() ? null : all.getFirst();
    }
}
