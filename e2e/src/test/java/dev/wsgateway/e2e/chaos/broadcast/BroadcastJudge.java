package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.history.Message;
import dev.wsgateway.e2e.chaos.history.Violation;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges a history: the same events always lead to the same violations. */
public final class BroadcastJudge {
    private record Seat(int client, String channel) {}

    private final Promise promise;
    private final Findings findings = new Findings();
    private final Map<String, Lineage> lineages = new HashMap<>();
    private final Map<String, Publications> publications = new HashMap<>();
    private final Map<Seat, Reader> readers = new HashMap<>();
    private final Map<String, Event.Kept> kept = new TreeMap<>();

    private BroadcastJudge(Promise promise) {
        this.promise = promise;
    }

    /**
     * All violations, in the order in which they show.
     *
     * @throws IllegalArgumentException when it does not begin as a history does
     */
    public static List<Violation> judge(List<Event> history) {
        if (history.isEmpty() || !(history.getFirst() instanceof Event.Begun begun)) {
            throw new IllegalArgumentException("the first event is not 'begun'");
        }
        BroadcastJudge judge = new BroadcastJudge(begun.promise());
        for (int i = 0; i < history.size(); i++) {
            judge.findings.at(i + 1);
            judge.take(history.get(i));
        }
        judge.end();
        return judge.findings.all();
    }

    private void take(Event event) {
        switch (event) {
            case Event.Publishing p -> publications(p.channel()).publishing(p.message());
            case Event.Answered a -> publications(a.channel()).answered(a);
            case Event.Subscribed s -> reader(s.client(), s.channel()).subscribed(s);
            case Event.Delivered d -> delivered(d);
            case Event.Kept k -> {
                kept.put(k.channel(), k);
                publications(k.channel()).ended(k);
            }
            case Event.Begun _, Event.Noted _, Event.Fault _, InboundEvent _ -> {}
        }
    }

    private void delivered(Event.Delivered event) {
        Message message = event.message();
        if (message == null || !publications(event.channel()).published(message)) {
            findings.add(
                    Kind.PHANTOM,
                    "client " + event.client() + " got " + (message == null ? event.garbage() : message) + " ("
                            + event.offset() + ") in " + event.channel() + ", where nobody published it");
        } else {
            reader(event.client(), event.channel()).delivered(event.offset(), message);
        }
    }

    private void end() {
        readers.forEach((seat, reader) -> {
            Event.Kept end = kept.get(seat.channel());
            if (end != null) {
                reader.ended(end);
            }
        });
    }

    private Lineage lineage(String channel) {
        return lineages.computeIfAbsent(channel, name -> new Lineage(name, findings));
    }

    private Publications publications(String channel) {
        return publications.computeIfAbsent(channel, name -> new Publications(name, promise, lineage(name), findings));
    }

    private Reader reader(int client, String channel) {
        return readers.computeIfAbsent(
                new Seat(client, channel),
                seat -> new Reader("client " + client + " in " + channel, promise, lineage(channel), findings));
    }
}
