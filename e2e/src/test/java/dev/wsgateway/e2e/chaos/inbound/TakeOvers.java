package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.faults.Fault.Kind;
import dev.wsgateway.e2e.chaos.faults.Fault.Track;
import dev.wsgateway.e2e.chaos.history.Event;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long it takes from a gateway's {@code kill -9} to the next owner's first call in a partition that it owned, where nothing else
 * broke in between.
 */
public final class TakeOvers {
    private static final Pattern KILL = Pattern.compile(Kind.KILL_GATEWAY + " at .* on (\\d+), .*");

    /** Faults that keep a partition from being taken over, or the backend from being called. */
    private static final Pattern BEGUN = Pattern.compile(Stream.of(Kind.values())
            .filter(kind -> EnumSet.of(Track.GATEWAYS, Track.REDIS, Track.REDIS_LINKS, Track.GROUPS, Track.BACKEND)
                    .contains(kind.track))
            .map(kind -> kind + " at .*")
            .collect(Collectors.joining("|")));

    private record Death(long at, String token) {}

    private final Map<Integer, InboundEvent.Pending> seen = new HashMap<>();
    private final Map<Integer, Death> deaths = new HashMap<>();
    private final List<Long> millis = new ArrayList<>();

    private TakeOvers() {}

    /** All in a history, in milliseconds. */
    public static List<Long> of(List<Event> history) {
        TakeOvers takeOvers = new TakeOvers();
        history.forEach(takeOvers::take);
        return List.copyOf(takeOvers.millis);
    }

    private void take(Event event) {
        switch (event) {
            case Event.Fault fault -> {
                Matcher kill = KILL.matcher(fault.what());
                if (kill.matches()) {
                    killed(fault.at(), "gateway-" + kill.group(1));
                } else if (BEGUN.matcher(fault.what()).matches()) {
                    deaths.clear();
                }
            }
            case InboundEvent.Pending pending when !pending.token().isEmpty() -> seen.put(pending.partition(), pending);
            case InboundEvent.Called called -> called(called);
            default -> {}
        }
    }

    private void killed(long at, String gateway) {
        seen.forEach((partition, pending) -> {
            if (pending.owner().equals(gateway)) {
                deaths.put(partition, new Death(at, pending.token()));
            }
        });
    }

    private void called(InboundEvent.Called call) {
        Death death = call.group().equals(InboundParts.PUSHED.name()) ? deaths.get(call.partition()) : null;
        if (death != null && Long.parseLong(call.token()) > Long.parseLong(death.token())) {
            millis.add(call.at() - death.at());
            deaths.remove(call.partition());
        }
    }
}
