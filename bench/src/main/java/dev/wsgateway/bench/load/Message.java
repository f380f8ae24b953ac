package dev.wsgateway.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** The data of a message: {@code {"t":"0000000000000000000","p":"xxx…"}}, of a fixed size, with the time it was due. */
public final class Message {
    /** What comes before the time, {@code "t":"}, as an int and a byte. */
    private static final int MARK = ('"' << 24) | ('t' << 16) | ('"' << 8) | ':';

    private static final int DIGITS = 19;
    private static final String BEFORE = "{\"t\":\"";
    private static final String BETWEEN = "\",\"p\":\"";
    private static final String AFTER = "\"}";

    private Message() {}

    /** A template; {@link #stamp} gives it a time. */
    public static byte[] ofSize(int size) {
        int padding = size - BEFORE.length() - DIGITS - BETWEEN.length() - AFTER.length();
        if (padding < 0) {
            throw new IllegalArgumentException("a message has at least " + (size - padding) + " bytes");
        }
        return (BEFORE + "0".repeat(DIGITS) + BETWEEN + "x".repeat(padding) + AFTER).getBytes(US_ASCII);
    }

    /** Writes a time into a message that begins at {@code from}. */
    static void stamp(byte[] bytes, int from, long nanos) {
        long rest = nanos;
        for (int i = from + BEFORE.length() + DIGITS - 1; i >= from + BEFORE.length(); i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Index of the next message's mark in a buffer, or -1. */
    static int find(ByteBuf in, int from, int end) {
        for (int i = from; i + 5 + DIGITS <= end; i++) {
            if (isAt(in, i)) {
                return i;
            }
        }
        return -1;
    }

    static boolean isAt(ByteBuf in, int i) {
        return in.getByte(i) == '"' && in.getInt(i) == MARK;
    }

    /** The time of the message whose mark is at {@code mark}. */
    static long time(ByteBuf in, int mark) {
        long time = 0;
        int from = mark + 5;
        for (int i = from; i < from + DIGITS; i++) {
            time = time * 10 + (in.getByte(i) - '0');
        }
        return time;
    }
}
