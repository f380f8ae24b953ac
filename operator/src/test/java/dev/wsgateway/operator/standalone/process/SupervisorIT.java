package dev.wsgateway.operator.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorIT {
    @TempDir
    Path directory;

    private final List<String> events = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private Supervisor supervisor;

    @BeforeEach
    void make() {
        supervisor = new Supervisor(() -> now, new Pids(directory.resolve("pids")), events::add, List.of());
    }

    @AfterEach
    void stop() throws IOException {
        supervisor.close();
    }

    @Test
    void startsAProcessAgainWhenItsBackOffIsOver() throws IOException {
        supervisor.ensure(sleep("a", "600"));
        kill();
        supervisor.watch();
        assertThat(events).singleElement().asString().contains("a ended with exit code 137, starts again in 500 ms");
        now = now.plusMillis(499);
        supervisor.watch();
        assertThat(supervisor.isAlive("a")).isFalse();
        now = now.plusMillis(1);
        supervisor.watch();
        assertThat(supervisor.isAlive("a")).isTrue();
        assertThat(events).last().isEqualTo("a started again");
    }

    @Test
    void waitsTwiceAsLongForAProcessThatDiesAgain() throws IOException {
        supervisor.ensure(sleep("a", "600"));
        for (int i = 0; i < 3; i++) {
            kill();
            supervisor.watch();
            now = now.plus(Duration.ofSeconds(30));
            supervisor.watch();
        }
        assertThat(events)
                .filteredOn(event -> event.contains("ended"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("in 500 ms"),
                        second -> assertThat(second).contains("in 1000 ms"),
                        third -> assertThat(third).contains("in 2000 ms"));
    }

    @Test
    void beginsWithTheFirstBackOffAgainAfterAProcessRanForLong() throws IOException {
        supervisor.ensure(sleep("a", "600"));
        for (int i = 0; i < 2; i++) {
            now = now.plus(Duration.ofMinutes(1));
            kill();
            supervisor.watch();
            now = now.plus(Duration.ofSeconds(1));
            supervisor.watch();
        }
        assertThat(events)
                .filteredOn(event -> event.contains("ended"))
                .allSatisfy(event -> assertThat(event).contains("in 500 ms"));
    }

    @Test
    void leavesAProcessAloneWhoseSpecStays() throws IOException {
        supervisor.ensure(sleep("a", "600"));
        List<ProcessHandle> before = children();
        supervisor.ensure(sleep("a", "600"));
        assertThat(children()).isEqualTo(before);
        supervisor.ensure(sleep("a", "601"));
        assertThat(children()).hasSize(1).isNotEqualTo(before);
    }

    @Test
    void leavesNoProcessWhenItIsClosed() throws IOException {
        supervisor.ensure(sleep("a", "600"));
        supervisor.ensure(sleep("b", "600"));
        assertThat(children()).hasSize(2);
        supervisor.close();
        assertThat(children()).isEmpty();
    }

    @Test
    void stopsWhatAKilledRunLeft() throws IOException {
        supervisor.ensure(sleep("a", "600"));
        assertThat(new Pids(directory.resolve("pids")).stopLeftovers()).isEqualTo(1);
        assertThat(children()).isEmpty();
    }

    private ProcessSpec sleep(String name, String seconds) {
        return new ProcessSpec(name, List.of("sleep", seconds), Map.of(), directory.resolve(name + ".log"));
    }

    private void kill() {
        List<ProcessHandle> children = children();
        children.forEach(ProcessHandle::destroyForcibly);
        await().until(() -> !supervisor.isAlive("a"));
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("sleep"))
                .toList();
    }
}
