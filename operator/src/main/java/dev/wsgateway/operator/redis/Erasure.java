package dev.wsgateway.operator.redis;

/** How far the removal of a gateway's keys is. */
public sealed interface Erasure {
    /** It goes on. */
    record Running() implements Erasure {}

    /**
     * Gateways still report, so the keys are in use.
     *
     * @param gateways how many
     */
    record InUse(int gateways) implements Erasure {}

    /**
     * Nothing is left.
     *
     * @param keys how many were removed, keys that expired meanwhile included
     */
    record Done(long keys) implements Erasure {}

    /** It stopped before its end; asked again, it begins anew. */
    record Failed(RedisObservation.Unavailable why) implements Erasure {}
}
