package dev.wsgateway.e2e.chaos.inbound;

import java.util.SplittableRandom;

/** What a backend does with a call. */
enum Trouble {
    /** It does what it is asked for, and says so. */
    NONE,
    /** It answers 500. */
    ERROR,
    /** It answers 429 with a Retry-After. */
    BUSY,
    /** It answers 422, for good. */
    REJECT,
    /** It does nothing, and never answers. */
    HANG,
    /** It does it when the caller has given up, and answers then. */
    LATE,
    /** It does it, and answers twice. */
    TWICE,
    /** It does it, and ends the connection without an answer. */
    CUT;

    private static final Trouble[] PASSING = {ERROR, ERROR, BUSY, HANG, LATE, TWICE, TWICE, CUT};

    /** What becomes of one call: the same in each run of the seed, however calls and messages are mixed. */
    static Trouble of(InboundPlan plan, String group, long message, int attempt) {
        SplittableRandom ofMessage = new SplittableRandom(plan.seed() * 1_000_003 + message * 31 + group.hashCode());
        if (ofMessage.nextInt(100) < plan.poison()) {
            return ofMessage.nextBoolean() ? REJECT : ERROR;
        }
        SplittableRandom ofCall = new SplittableRandom(ofMessage.nextLong() + attempt);
        return ofCall.nextInt(100) < plan.troubles() ? PASSING[ofCall.nextInt(PASSING.length)] : NONE;
    }
}
