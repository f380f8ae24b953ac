package dev.wsgateway.gateway.presence;

import dev.wsgateway.gateway.control.Headcount;
import dev.wsgateway.gateway.hub.ClientInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in one channel, as far as its subscribers here were told, so that they can be told of those who left without a
 * word. It learns from what the gateways tell, and from the roll call that they answer. Any thread; those who are told
 * are told in order.
 */
final class Attendance {
    /** Connections that are told of; more than these are not. */
    static final int MAX = 1_000;

    /** A connection; it is announced when its coming was told, rather than found out by the first roll call. */
    private record Member(String node, ClientInfo who, boolean announced) {}

    private final BiConsumer<Boolean, ClientInfo> told;
    private final Map<String, Member> members = new HashMap<>();
    /** Who came or went while a roll call is under way; null while none is. */
    private @Nullable Set<String> moved;
    /** Whether a roll call has been answered. */
    private boolean known;
    /** Whether a roll call is due. */
    private boolean stale = true;

    /**
     * An empty one, for which a roll call is due.
     *
     * @param told tells the subscribers here that somebody came, or left; must not block
     */
    Attendance(BiConsumer<Boolean, ClientInfo> told) {
        this.told = told;
    }

    /** Takes a client's coming or going. False where nobody is told because there are too many. */
    synchronized boolean note(String node, boolean joined, ClientInfo who) {
        if (moved != null) {
            moved.add(who.client());
        }
        return joined ? come(node, who) : go(who);
    }

    private boolean come(String node, ClientInfo who) {
        Member before = members.get(who.client());
        if (before == null && members.size() >= MAX) {
            return false;
        }
        members.put(who.client(), new Member(node, who, true));
        if (before == null || !before.announced) {
            told.accept(true, who);
        }
        return true;
    }

    private boolean go(ClientInfo who) {
        if (members.remove(who.client()) == null && known) {
            return false;
        }
        told.accept(false, who);
        return true;
    }

    /** Some of what happened may not have been heard. */
    synchronized void doubt() {
        stale = true;
    }

    /** Is in doubt if a gateway that is not among those alive had clients here. */
    synchronized void compare(Set<String> alive) {
        stale |= members.values().stream().anyMatch(member -> !alive.contains(member.node));
    }

    /** Whether to call the roll now; then {@link #called} or {@link #failed} must follow. */
    synchronized boolean begin() {
        if (!stale || moved != null) {
            return false;
        }
        stale = false;
        moved = new HashSet<>();
        return true;
    }

    /** The roll call was not answered. */
    synchronized void failed() {
        moved = null;
        stale = true;
    }

    /** All gateways have answered. */
    synchronized void called(List<Headcount> answers) {
        Set<String> meanwhile = moved == null ? Set.of() : moved;
        moved = null;
        if (answers.stream().anyMatch(Headcount::tooMany)) {
            known = true;
            return;
        }
        Set<String> there = new HashSet<>();
        for (Headcount answer : answers) {
            for (ClientInfo who : answer.clients()) {
                there.add(who.client());
                if (!meanwhile.contains(who.client())) {
                    find(answer.node(), who);
                }
            }
        }
        members.entrySet().removeIf(member -> {
            boolean gone = !there.contains(member.getKey()) && !meanwhile.contains(member.getKey());
            if (gone) {
                told.accept(false, member.getValue().who);
            }
            return gone;
        });
        known = true;
    }

    private void find(String node, ClientInfo who) {
        if (!members.containsKey(who.client()) && members.size() < MAX) {
            members.put(who.client(), new Member(node, who, known));
            if (known) {
                told.accept(true, who);
            }
        }
    }
}
