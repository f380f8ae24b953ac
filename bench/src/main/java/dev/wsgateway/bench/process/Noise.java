package dev.wsgateway.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much of the machine others used while something was measured. */
public final class Noise {
    private final long begin = System.nanoTime();
    private final double busy = busySeconds();
    private final double own = ownSeconds();

    /**
     * The part of all processors' time since this was made, in percent, that neither this process used nor any that it
     * started and that has ended.
     */
    public double percent() {
        double all = (System.nanoTime() - begin) / 1e9 * Runtime.getRuntime().availableProcessors();
        return Math.max(0, (busySeconds() - busy - (ownSeconds() - own)) / all * 100);
    }

    // proc(5), /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. Time stolen is somebody's work, too.
    private static double busySeconds() {
        List<String> fields = fields(Path.of("/proc/stat"), false);
        double ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
            ticks += Double.parseDouble(fields.get(i));
        }
        return ticks / 100;
    }

    // proc(5), /proc/PID/stat: utime, stime, and those of children that were waited for.
    private static double ownSeconds() {
        List<String> fields = fields(Path.of("/proc/self/stat"), true);
        double ticks = 0;
        for (int i = 11; i <= 14; i++) {
            ticks += Double.parseDouble(fields.get(i));
        }
        return ticks / 100;
    }

    private static List<String> fields(Path file, boolean afterName) {
        try {
            String line = Files.readString(file).lines().findFirst().orElse("");
            return List.of(
                    line.substring(afterName ? line.lastIndexOf(')') + 2 : 0).split(" +"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
