package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The method of an rpc: a stream's name, and behind {@code ?} parameters of the message, in the form of a URL's query:
 * {@code id} and {@code key}, see {@link Labels}. Parameters that are not known are ignored.
 */
record RpcMethod(String stream, Labels labels) {
    /**
     * Reads a method.
     *
     * @throws IllegalArgumentException when a parameter makes no sense; the message says what to write instead
     */
    static RpcMethod parse(String method) {
        int query = method.indexOf('?');
        if (query < 0) {
            return new RpcMethod(method, Labels.NONE);
        }
        Map<String, List<String>> parameters = new QueryStringDecoder(method.substring(query + 1), false).parameters();
        return new RpcMethod(
                method.substring(0, query), Labels.given(single(parameters, "id"), single(parameters, "key")));
    }

    private static @Nullable String single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new IllegalArgumentException("'" + name + "' stands there more than once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
