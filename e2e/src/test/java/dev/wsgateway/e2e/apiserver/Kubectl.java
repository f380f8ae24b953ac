package dev.wsgateway.e2e.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The real kubectl, of the API server's own version, as the administrator. */
public final class Kubectl {
    private final List<String> command;

    /** A kubectl that takes cluster and credentials from this kubeconfig. */
    public Kubectl(Path program, Path kubeconfig) {
        this(List.of(
                program.toString(),
                "--kubeconfig=" + kubeconfig,
                "--cache-dir=" + kubeconfig.resolveSibling("kubectl-cache")));
    }

    private Kubectl(List<String> command) {
        this.command = command;
    }

    /** The same with another default namespace. */
    public Kubectl in(String namespace) {
        return new Kubectl(Stream.concat(command.stream(), Stream.of("--namespace=" + namespace))
                .toList());
    }

    /** What one call printed. Standard error also holds the API server's warnings, as lines that begin with "Warning:". */
    public record Result(List<String> call, int exitCode, String out, String err) {
        /** This result, of a call that has to succeed. */
        public Result orFail() {
            if (exitCode != 0) {
                throw new AssertionError("%s: exit code %d%n%s%s".formatted(call, exitCode, out, err));
            }
            return this;
        }
    }

    /** Runs it to its end, whatever that is. */
    public Result run(String... arguments) {
        return runWithInput("", arguments);
    }

    /** As {@code kubectl … -f -}, which reads the input. */
    public Result runWithInput(String input, String... arguments) {
        List<String> call = new ArrayList<>(command);
        call.addAll(List.of(arguments));
        try {
            Path in = Files.createTempFile("kubectl", ".in");
            Path err = Files.createTempFile("kubectl", ".err");
            try {
                Files.writeString(in, input);
                Process process = new ProcessBuilder(call)
                        .redirectInput(in.toFile())
                        .redirectError(err.toFile())
                        .start();
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(List.of(arguments), process.waitFor(), out, Files.readString(err));
            } finally {
                Files.delete(in);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
