package dev.wsgateway.e2e.chaos.history;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one try to publish something. Tries of the same thing have the same idempotency key, so at most one of them may
 * be published; each has data of its own, so that one can tell which it was.
 *
 * @param id what is published; unique in a run
 * @param attempt counted from 1
 */
public record Message(long id, int attempt) {

    /** Reads {@code ID/ATTEMPT}, which {@link #toString} writes. */
    @JsonCreator
    public static Message parse(String text) {
        int slash = text.indexOf('/');
        return new Message(Long.parseLong(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    @JsonValue
    @Override
    public String toString() {
        return id + "/" + attempt;
    }
}
