package dev.wsgateway.bench.load;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What generators saw between two questions.
 *
 * @param total messages that arrived since the start, at all sockets
 * @param lost sockets that were closed by the other end since the start
 * @param latencies of the messages in the interval, in microseconds since they were due
 * @param acknowledgements how long appends took, in microseconds
 * @param cpuSeconds processor time of the generators since the start
 * @param failure the last one, or empty
 */
public record Interval(
        long total, int lost, Histogram latencies, Histogram acknowledgements, double cpuSeconds, String failure) {

    static double ownCpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /** Messages in the interval. */
    public long messages() {
        return latencies.getTotalCount();
    }

    /** A percentile in milliseconds. */
    public double latencyMillis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    String toLine() {
        return total + " " + lost + " " + encode(latencies) + " " + encode(acknowledgements) + " " + cpuSeconds + " "
                + failure;
    }

    static Interval ofLine(String line) {
        List<String> fields = List.of(line.split(" ", 6));
        return new Interval(
                Long.parseLong(fields.get(0)),
                Integer.parseInt(fields.get(1)),
                decode(fields.get(2)),
                decode(fields.get(3)),
                Double.parseDouble(fields.get(4)),
                fields.get(5));
    }

    private static String encode(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
    }

    private static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no histogram", e);
        }
    }

    /** Several generators' together. */
    public static Interval sum(List<Interval> all) {
        Histogram latencies = new Histogram(120_000_000, 3);
        Histogram acknowledgements = new Histogram(120_000_000, 3);
        long total = 0;
        int lost = 0;
        double cpu = 0;
        String failure = "";
        for (Interval one : all) {
            latencies.add(one.latencies);
            acknowledgements.add(one.acknowledgements);
            total += one.total;
            lost += one.lost;
            cpu += one.cpuSeconds;
            failure = one.failure.isEmpty() ? failure : one.failure;
        }
        return new Interval(total, lost, latencies, acknowledgements, cpu, failure);
    }
}
