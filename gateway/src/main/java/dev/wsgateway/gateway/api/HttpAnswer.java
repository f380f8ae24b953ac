package dev.wsgateway.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.protocol.ErrorCode;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/**
 * What is sent back for a request.
 *
 * @param headers further headers besides type and length
 * @param code what it is counted as: 0 for success, an error code of the API, or the HTTP status
 */
record HttpAnswer(HttpResponseStatus status, String contentType, byte[] body, Map<String, String> headers, int code) {
    static final String JSON = "application/json";
    static final String TEXT = "text/plain; charset=utf-8";

    /** An answer of the API itself, with HTTP status 200 whatever became of the request. */
    static HttpAnswer json(byte[] body, int code) {
        return new HttpAnswer(HttpResponseStatus.OK, JSON, body, Map.of(), code);
    }

    static HttpAnswer text(HttpResponseStatus status, String text) {
        return new HttpAnswer(
                status, TEXT, text.getBytes(UTF_8), Map.of(), status.equals(HttpResponseStatus.OK) ? 0 : status.code());
    }

    /** A request refused as a whole: the body is an error like those of the API, and the status tells too. */
    static HttpAnswer refusal(HttpResponseStatus status, ErrorCode error, String detail) {
        byte[] body = ApiJson.write(ApiReply.failure(error, detail));
        return new HttpAnswer(status, JSON, body, Map.of(), status.code());
    }

    HttpAnswer with(String header, String value) {
        return new HttpAnswer(status, contentType, body, Map.of(header, value), code);
    }
}
