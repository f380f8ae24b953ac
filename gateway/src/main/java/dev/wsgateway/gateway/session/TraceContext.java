package dev.wsgateway.gateway.session;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a client's messages belong to (W3C Trace Context, header {@value #HEADER}).
 *
 * @param traceId 32 hex digits from the client; null has each message begin a trace of its own
 * @param flags 2 hex digits
 */
record TraceContext(@Nullable String traceId, String flags) {
    static final String HEADER = "traceparent";

    private static final TraceContext NEW = new TraceContext(null, "00");
    private static final HexFormat HEX = HexFormat.of();
    // Versions after 00 may append fields, and version ff is invalid.
    private static final Pattern WELL_FORMED = Pattern.compile(
            "(00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.+)?");

    /** That of a header's value; one that is absent or malformed begins a new trace. */
    static TraceContext of(@Nullable String traceparent) {
        if (traceparent == null || !WELL_FORMED.matcher(traceparent).matches()) {
            return NEW;
        }
        return new TraceContext(traceparent.substring(3, 35), traceparent.substring(53, 55));
    }

    /** A value for one message: the trace, and a span of the message's own. */
    String next(RandomGenerator random) {
        String trace = traceId == null ? hex(random) + hex(random) : traceId;
        return "00-" + trace + "-" + hex(random) + "-" + flags;
    }

    private static String hex(RandomGenerator random) {
        return HEX.toHexDigits(random.nextLong(1, Long.MAX_VALUE));
    }
}
