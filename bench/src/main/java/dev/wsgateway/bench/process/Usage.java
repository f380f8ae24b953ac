package dev.wsgateway.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process, or several together, have used.
 *
 * @param cpuSeconds processor time since the start, user and kernel
 * @param rssKib resident memory in KiB
 */
public record Usage(double cpuSeconds, long rssKib) {
    /** Ticks of {@code /proc/PID/stat} a second: 100 on every Linux that matters (USER_HZ). */
    private static final double TICKS = 100;

    static Usage of(long pid) {
        Path proc = Path.of("/proc/" + pid);
        try {
            // proc(5): after the name in parentheses, which may hold spaces, the 12th and 13th field are utime, stime.
            String stat = Files.readString(proc.resolve("stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            double cpu = (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
            return new Usage(cpu, kib(proc.resolve("status"), "VmRSS:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory of the kernel that holds its own objects, sockets among them, in KiB: all of the machine's. */
    public static long kernelSlabKib() {
        try {
            return kib(Path.of("/proc/meminfo"), "Slab:");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kib(Path file, String field) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(
                        line.substring(field.length()).replace("kB", "").strip()))
                .findFirst()
                .orElse(0);
    }

    /** All of them together. */
    public static Usage sum(List<Program> programs) {
        double cpu = 0;
        long rss = 0;
        for (Program program : programs) {
            Usage usage = program.usage();
            cpu += usage.cpuSeconds;
            rss += usage.rssKib;
        }
        return new Usage(cpu, rss);
    }
}
