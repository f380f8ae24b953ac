package dev.wsgateway.e2e.chaos.history;

/**
 * A promise that was broken.
 *
 * @param line line of the history at which it shows, counted from 1
 * @param what says who lacks or got what, in words
 */
public record Violation(Kind kind, int line, String what) {

    /** In which way. */
    public enum Kind {
        /** What was acknowledged is gone, or somebody never got what Redis has. */
        LOST,
        /** Somebody got something twice, or it was published or taken twice. */
        DUPLICATED,
        /** Somebody got the older behind the newer, or offsets went backwards. */
        REORDERED,
        /** Somebody got what nobody published or sent there. */
        PHANTOM,
        /** Somebody got the newer while lacking the older, and was told that nothing is missing. */
        GAP_NOT_ANNOUNCED,
        /** Somebody was told that something is missing in a run in which nothing may be. */
        GAP_WITHOUT_LOSS,
        /** A message was handed on again though nothing had failed. */
        REPEATED,
        /** A message was handed on while an earlier call for it was under way, or under the same attempt and token. */
        OVERLAPPED,
        /** Somebody who does not own a partition took an entry of it. */
        TWO_OWNERS,
        /** A dead letter without a cause, or one that does not say what it should. */
        DEAD_LETTER
    }

    @Override
    public String toString() {
        return "line " + line + ": " + kind + ": " + what;
    }
}
