package dev.wsgateway.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * A message from a client to the backends, or from the gateway itself about one. Immutable by agreement: nobody writes to the array after it is made.
 *
 * @param data as the client sent it: an rpc's data, or a plain socket's frame
 * @param client id of the connection
 * @param user id of the user; empty for an anonymous client
 * @param timeMillis when it was received, Unix time in milliseconds
 * @param traceparent trace context, a header value of W3C Trace Context
 * @param labels what the client says of the message
 */
public record ClientMessage(
        byte[] data, String client, String user, long timeMillis, String traceparent, Labels labels) {

    /**
     * What a client says of a message.
     *
     * @param id names it, so that a second one of the same user is not added again; null for none
     * @param key messages with the same key keep their order; null for the user, or the client where that is anonymous
     */
    public record Labels(@Nullable String id, @Nullable String key) {
        /** Nothing is said. */
        public static final Labels NONE = new Labels(null, null);

        private static final int MAX_LENGTH = 128;

        /**
         * What a client gave.
         *
         * @throws IllegalArgumentException when it makes no sense; the message says what to write instead
         */
        public static Labels given(@Nullable String id, @Nullable String key) {
            check("id", id);
            check("key", key);
            return new Labels(id, key);
        }

        // Without spaces the id's end is known in a Redis key where a user's name stands before it.
        private static void check(String name, @Nullable String value) {
            if (value != null
                    && (value.isEmpty()
                            || value.length() > MAX_LENGTH
                            || value.codePoints().anyMatch(c -> c <= ' ' || c == 0x7f))) {
                throw new IllegalArgumentException(
                        "'" + name + "' has 1 to " + MAX_LENGTH + " characters, without spaces and control characters");
            }
        }
    }

    /** The key that its order is kept by. */
    public String key() {
        String given = labels.key();
        return given != null ? given : user.isEmpty() ? client : user;
    }

    /** Whose ids are its own: the user, or the client where that is anonymous. */
    String scope() {
        return user.isEmpty() ? "client:" + client : "user:" + user;
    }
}
