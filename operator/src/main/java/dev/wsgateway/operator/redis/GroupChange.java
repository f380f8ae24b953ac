package dev.wsgateway.operator.redis;

/** What became of a consumer group. */
public record GroupChange(Kind kind, String stream, String group) implements RedisChange {
    /** What happened. */
    public enum Kind {
        /** It is new. */
        CREATED,
        /** It was there already, made by somebody else. */
        ADOPTED,
        /** It was lost, and begins at the oldest entry again. */
        RESTORED
    }
}
