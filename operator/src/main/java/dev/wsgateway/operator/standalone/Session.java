package dev.wsgateway.operator.standalone;

import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.standalone.input.InputReader;
import dev.wsgateway.operator.standalone.input.InvalidInput;
import dev.wsgateway.operator.standalone.input.PublicNamespace;
import dev.wsgateway.operator.standalone.process.Supervisor;
import dev.wsgateway.operator.standalone.proof.Endpoint;
import dev.wsgateway.operator.standalone.proof.Proof;
import dev.wsgateway.operator.standalone.proof.ProofFailed;
import dev.wsgateway.redis.GatewayReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run from the user's point of view: start, proof, then follow the edits until it is interrupted. */
final class Session {
    private static final Duration TICK = Duration.ofMillis(250);

    private final List<Path> files;
    private final InputReader reader;
    private final Runner runner;
    private final Supervisor supervisor;
    private final GroupWatch groups;
    private final GatewayReports reports;
    private final Board board;

    Session(
            List<Path> files,
            InputReader reader,
            Runner runner,
            Supervisor supervisor,
            GroupWatch groups,
            GatewayReports reports,
            Board board) {
        this.files = List.copyOf(files);
        this.reader = reader;
        this.runner = runner;
        this.supervisor = supervisor;
        this.groups = groups;
        this.reports = reports;
        this.board = board;
    }

    /** Starts everything. */
    void start() throws IOException, InterruptedException, RunFailed {
        Input input = runner.current();
        input.ignored().forEach(document -> board.say("not needed here, left out: " + document));
        boolean own = runner.startRedis();
        runner.start();
        runner.awaitReady();
        String version = groups.version(input);
        board.say(input.name() + " is ready: " + input.replicas()
                + (input.replicas() == 1 ? " gateway, " : " gateways, ")
                + (version.startsWith("Valkey") ? version : "Redis " + version) + " at "
                + input.plan().config().redis().url() + (own ? " (started for this run)" : " (was there already)"));
        show();
    }

    /** Shows that the promises hold. */
    void prove() throws InterruptedException, ProofFailed {
        new Proof(runner.current(), runner.endpoints(), board::say).run();
    }

    /** Proves, then watches processes and files; returns only by an exception. */
    void follow() throws IOException, InterruptedException {
        try {
            proveAndWatch();
        } catch (InterruptedException e) {
            board.end("stopping …");
            throw e;
        }
    }

    private void proveAndWatch() throws IOException, InterruptedException {
        try {
            prove();
        } catch (ProofFailed e) {
            board.say("✘ " + e.getMessage());
        }
        hints();
        Edits edits = new Edits(files);
        while (true) {
            supervisor.watch();
            if (edits.any()) {
                takeUp();
            }
            show();
            Thread.sleep(TICK);
        }
    }

    private void takeUp() throws InterruptedException {
        try {
            runner.change(reader.read(files));
            board.say("✔ the edit is taken up");
        } catch (InvalidInput e) {
            board.say("✘ the edit cannot be run, what runs stays as it was:\n" + e.lines());
        } catch (RunFailed | IOException e) {
            board.say("✘ the edit is not taken up, what runs stays as it was: " + e.getMessage());
        }
    }

    private void show() throws InterruptedException {
        List<Endpoint> gateways = runner.endpoints();
        Map<String, GatewayReport> latest =
                reports.read(gateways.stream().map(Endpoint::name).toList());
        List<Board.Row> rows = new ArrayList<>();
        for (Endpoint gateway : gateways) {
            rows.add(new Board.Row(gateway, runner.state(gateway), latest.get(gateway.name())));
        }
        board.show(rows, groups.groups(runner.current()), groups.trouble(runner.current()));
    }

    private void hints() {
        Input input = runner.current();
        String namespace = PublicNamespace.of(input.plan().config());
        String key = input.secrets().text(SecretFile.API_KEYS);
        List<Endpoint> gateways = runner.endpoints();
        if (namespace != null && key != null && !gateways.isEmpty()) {
            String plain = gateways.getLast().websocket().replace("/websocket", "/plain");
            board.say("""

                    Try it:
                      websocat '%s?channel=%s:demo'
                      curl -H 'X-API-Key: %s' -d '{"channel":"%s:demo","data":{"text":"hello"}}' %s/publish""".formatted(
                            plain,
                            namespace,
                            key.lines().findFirst().orElse(""),
                            namespace,
                            gateways.getFirst().api()));
        }
        board.say("Edit " + String.join(" ", files.stream().map(Path::toString).toList())
                + " and what runs follows. Ctrl-C ends it all.");
    }
}
