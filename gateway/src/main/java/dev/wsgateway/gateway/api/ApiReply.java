package dev.wsgateway.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wsgateway.gateway.protocol.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer to one command, as it is written: a result or an error. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ApiReply(@Nullable Object result, @Nullable ApiError error) {

    /** What went wrong; the message begins with the code's name, then says what to do. */
    record ApiError(int code, String message) {}

    static ApiReply success(Object result) {
        return new ApiReply(result, null);
    }

    /** Success with nothing to tell. */
    static ApiReply success() {
        return success(Map.of());
    }

    static ApiReply failure(ErrorCode code, String detail) {
        return new ApiReply(null, new ApiError(code.code(), code.message() + ": " + detail));
    }

    /** Redis could not be asked: the same request may succeed later. */
    static ApiReply unavailable(Throwable cause) {
        Throwable known = cause.getCause() == null ? cause : cause.getCause();
        return failure(ErrorCode.INTERNAL, "temporary, try again later; " + known.getMessage());
    }

    /** What it is counted as: 0 for success. */
    int code() {
        return error == null ? 0 : error.code();
    }
}
