package dev.wsgateway.gateway.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a call. */
sealed interface Outcome {
    /** The backend has taken the message. */
    record Delivered() implements Outcome {}

    /** The backend will never take it. */
    record Rejected(String reason) implements Outcome {}

    /**
     * The backend may take it another time; it may have taken it already.
     *
     * @param retryAfter how long the backend wants to be left alone; null where it did not say
     */
    record Failed(String reason, @Nullable Duration retryAfter) implements Outcome {}

    /** The call never got to the backend. */
    record Unreached(String reason) implements Outcome {}

    /** As it is counted. */
    default String label() {
        return switch (this) {
            case Delivered delivered -> "delivered";
            case Rejected rejected -> "rejected";
            case Failed failed -> "failed";
            case Unreached unreached -> "unreached";
        };
    }
}
