package dev.wsgateway.operator.standalone.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Keeps processes running. A process that ends is started again after a back-off that doubles from half a second to half a
 * minute. All methods are called on one thread.
 */
public final class Supervisor implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final InstantSource clock;
    private final Pids pids;
    private final Consumer<String> events;
    private final List<String> prefix;
    private final Map<String, Child> children = new LinkedHashMap<>();

    /**
     * A supervisor without processes.
     *
     * @param pids remembers the processes for a later run, should this one be killed
     * @param events told what happens to the processes, one line each
     * @param prefix put in front of each command, such as {@code setsid}, so that Ctrl-C in a terminal reaches the runner
     *     only, which stops the processes in order
     */
    public Supervisor(InstantSource clock, Pids pids, Consumer<String> events, List<String> prefix) {
        this.clock = clock;
        this.pids = pids;
        this.events = events;
        this.prefix = List.copyOf(prefix);
    }

    /** Starts a process; one of the same name with another spec is stopped first. */
    public void ensure(ProcessSpec spec) throws IOException {
        Child child = children.get(spec.name());
        if (child != null && child.spec().equals(spec)) {
            return;
        }
        stop(List.of(spec.name()));
        children.put(spec.name(), Child.start(spec, prefix, clock.instant()));
        remember();
    }

    /** Stops processes, all at the same time: SIGTERM, and SIGKILL for those that are still there after 15 s. */
    public void stop(List<String> names) throws IOException {
        List<ProcessHandle> handles = new ArrayList<>();
        for (String name : names) {
            Child child = children.remove(name);
            if (child != null) {
                handles.add(child.handle());
            }
        }
        handles.forEach(ProcessHandle::destroy);
        for (ProcessHandle handle : handles) {
            awaitEnd(handle);
        }
        if (!handles.isEmpty()) {
            remember();
        }
    }

    /** Restarts what died. Called every now and then. */
    public void watch() throws IOException {
        Instant now = clock.instant();
        for (Child child : children.values()) {
            String name = child.spec().name();
            switch (child.watch(prefix, now)) {
                case NONE -> {}
                case DIED ->
                    events.accept(name + " ended with exit code " + child.exitCode() + ", starts again in "
                            + child.restartIn(now).toMillis() + " ms; its output is in "
                            + child.spec().log());
                case RESTARTED -> {
                    events.accept(name + " started again");
                    remember();
                }
            }
        }
    }

    /** Names of the processes that are to run, in the order of their start. */
    public List<String> names() {
        return List.copyOf(children.keySet());
    }

    /** Whether a process is running now. */
    public boolean isAlive(String name) {
        Child child = children.get(name);
        return child != null && child.isAlive();
    }

    /** Stops all, those that were started last first. */
    @Override
    public void close() throws IOException {
        for (String name : names().reversed()) {
            stop(List.of(name));
        }
    }

    private void remember() throws IOException {
        pids.write(children.values().stream().map(Child::handle).toList());
    }

    static void awaitEnd(ProcessHandle handle) {
        try {
            handle.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            handle.destroyForcibly();
        } catch (InterruptedException e) {
            handle.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
