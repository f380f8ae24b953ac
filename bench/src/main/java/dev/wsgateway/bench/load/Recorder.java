package dev.wsgateway.bench.load;

import io.netty.buffer.ByteBuf;
import org.HdrHistogram.Histogram;

/** Counts messages that arrived at the sockets of one event loop, and how long after they were due. Allocates nothing. */
final class Recorder {
    private static final long LONGEST_MICROS = 120_000_000;

    private final Histogram histogram = new Histogram(LONGEST_MICROS, 3);
    private final int messageBytes;
    private long total;
    /** Distance between the marks of two messages in one frame, as last seen. */
    private int stride;
    /** Distance of the first mark from the begin of a frame's payload, as last seen. */
    private int head;
    /** Length of the last payload, and the messages in it. */
    private int lastLength;

    private int lastCount;
    private boolean regular;

    Recorder(int messageBytes) {
        this.messageBytes = messageBytes;
    }

    /** Records all messages in a frame's payload, or any part of it that holds whole messages; their number. */
    int record(ByteBuf in, int from, int end) {
        long now = System.nanoTime();
        int count = 0;
        int mark = find(in, from, end, from + head);
        head = mark < 0 ? head : mark - from;
        while (mark >= 0) {
            count++;
            long micros = (now - Message.time(in, mark)) / 1000;
            histogram.recordValue(Math.clamp(micros, 0, LONGEST_MICROS));
            int next = find(in, mark + Math.max(30, messageBytes - 10), end, mark + stride);
            stride = next < 0 ? stride : next - mark;
            mark = next;
        }
        total += count;
        regular = count == 1 ? end - from == lastLength && lastCount == 1 : end - from + 1 == count * stride;
        lastLength = end - from;
        lastCount = count;
        return count;
    }

    private static int find(ByteBuf in, int from, int end, int guess) {
        if (from >= end) {
            return -1;
        }
        if (guess >= from && guess + 24 <= end && Message.isAt(in, guess)) {
            return guess;
        }
        return Message.find(in, from, end);
    }

    /** Whether the last payload's length says that nothing but messages is in it; else something else may be. */
    boolean isRegular() {
        return regular;
    }

    /** Messages since the start. */
    long total() {
        return total;
    }

    Histogram histogram() {
        return histogram;
    }
}
