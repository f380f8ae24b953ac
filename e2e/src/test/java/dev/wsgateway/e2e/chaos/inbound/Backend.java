package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Data;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Result;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.parts.HttpPort;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the gateways call: a backend that sees to it that it does nothing for a call which is not the latest for its entry,
 * or comes from who owned the partition before; and that has the troubles of its plan. Any thread.
 */
final class Backend implements AutoCloseable {
    private static final String OK = "200 OK";

    private final InboundPlan plan;
    private final HistoryFile history;
    private final AtomicLong calls;
    private final HttpPort http = new HttpPort(this::handle);

    // Guarded by this.
    private final Map<String, Long> tokens = new HashMap<>();
    private final Map<String, Call> latest = new HashMap<>();
    private boolean hangs;

    /**
     * A call.
     *
     * @param source group and partition
     */
    private record Call(long number, String source, String entry, long token, int attempt) {}

    /**
     * A backend that listens.
     *
     * @param calls numbers of calls, unique in the run
     */
    Backend(InboundPlan plan, HistoryFile history, AtomicLong calls) {
        this.plan = plan;
        this.history = history;
        this.calls = calls;
    }

    /** Where it is called with the messages of a group. */
    String url(String group) {
        return "http://127.0.0.1:" + http.port() + "/" + group;
    }

    void goAway() {
        http.goAway();
    }

    void comeBack() {
        http.comeBack();
    }

    /** Takes calls without answering them, or answers them all. */
    synchronized void hang(boolean on) {
        hangs = on;
        notifyAll();
    }

    private void handle(HttpPort.Call http) throws IOException, InterruptedException {
        String group = http.path().substring(1);
        String source = http.header("ce-source");
        int partition = Integer.parseInt(source.substring(source.lastIndexOf('/') + 1));
        Message message = message(http);
        Call call = new Call(
                calls.incrementAndGet(),
                group + "/" + partition,
                http.header("ce-id"),
                Long.parseLong(http.header("ce-fencingtoken")),
                Integer.parseInt(http.header("ce-attempt")));
        boolean stale = begin(
                call,
                new InboundEvent.Called(
                        history.now(),
                        call.number(),
                        group,
                        partition,
                        call.entry(),
                        http.header("ce-partitionkey"),
                        message,
                        message == null ? http.body() : null,
                        call.attempt(),
                        http.header("ce-fencingtoken")));
        if (stale || message == null) {
            http.answer("409 Conflict", "", 1);
        } else {
            awaitEndOfHang();
            carryOut(Trouble.of(plan, group, message.id(), call.attempt()), call, http);
        }
    }

    private static @Nullable Message message(HttpPort.Call http) {
        Message message = Data.parse(http.body());
        return message != null && Long.toString(message.id()).equals(http.header("ce-messageid")) ? message : null;
    }

    private void carryOut(Trouble trouble, Call call, HttpPort.Call http) throws IOException, InterruptedException {
        switch (trouble) {
            case NONE -> done(call, http, Result.DONE, 1);
            case TWICE -> done(call, http, Result.DONE, 2);
            case ERROR -> {
                end(call, Result.FAILED);
                http.answer("500 Internal Server Error", "", 1);
            }
            case BUSY -> {
                end(call, Result.FAILED);
                http.answer("429 Too Many Requests", "Retry-After: 1\r\n", 1);
            }
            case REJECT -> {
                end(call, Result.REJECTED);
                http.answer("422 Unprocessable Content", "", 1);
            }
            case HANG -> {
                Thread.sleep(2 * InboundParts.TIMEOUT.toMillis());
                end(call, Result.FAILED);
                http.cut();
            }
            case LATE -> {
                Thread.sleep(InboundParts.TIMEOUT.toMillis() + 300);
                done(call, http, Result.DONE_UNTOLD, 1);
            }
            case CUT -> {
                end(call, Result.DONE_UNTOLD);
                http.cut();
            }
        }
    }

    private void done(Call call, HttpPort.Call http, Result result, int answers) throws IOException {
        http.answer(end(call, result) == Result.STALE ? "409 Conflict" : OK, "", answers);
    }

    private synchronized void awaitEndOfHang() throws InterruptedException {
        while (hangs) {
            wait();
        }
    }

    /** Whether a later call is known. */
    private synchronized boolean begin(Call call, InboundEvent.Called event) {
        history.add(event);
        Call before = latest.get(call.source() + " " + call.entry());
        boolean stale = call.token() < tokens.getOrDefault(call.source(), 0L)
                || (before != null
                        && (before.token() > call.token()
                                || (before.token() == call.token() && before.attempt() >= call.attempt())));
        if (stale) {
            history.add(new InboundEvent.Ended(history.now(), call.number(), Result.STALE));
        } else {
            tokens.put(call.source(), call.token());
            latest.put(call.source() + " " + call.entry(), call);
        }
        return stale;
    }

    private synchronized Result end(Call call, Result result) {
        boolean stale = call.token() < tokens.getOrDefault(call.source(), 0L)
                || !call.equals(latest.get(call.source() + " " + call.entry()));
        Result of = stale ? Result.STALE : result;
        history.add(new InboundEvent.Ended(history.now(), call.number(), of));
        return of;
    }

    @Override
    public void close() {
        hang(false);
        http.close();
    }
}
