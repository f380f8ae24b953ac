package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.protocol.Disconnect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of this process. Any thread. */
public final class Sessions {
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    /** Connected sessions by user, without the anonymous ones. The lists are never changed, only replaced. */
    private final Map<String, List<Session>> users = new ConcurrentHashMap<>();

    /** Number of sockets, those included that have not connected yet. */
    public int connections() {
        return connections.get();
    }

    /** Number of distinct users with a connection, anonymous clients not counted. */
    public int users() {
        return users.size();
    }

    /**
     * Takes a place for a socket that is about to open, if there are fewer than the limit. Each success needs one {@link
     * #leave}.
     */
    public boolean enter(int limit) {
        return connections.getAndUpdate(n -> n < limit ? n + 1 : n) < limit;
    }

    /** Gives a place back. */
    public void leave() {
        connections.decrementAndGet();
    }

    /**
     * Closes connections of a user.
     *
     * @param user id of the user; empty for the anonymous ones
     * @param clients which of them, by the connection's id
     * @return how many there were
     */
    public int disconnect(String user, Predicate<String> clients, Disconnect disconnect) {
        Collection<Session> candidates = user.isEmpty() ? open : users.getOrDefault(user, List.of());
        List<Session> meant = candidates.stream()
                .filter(session -> session.user().equals(user) && clients.test(session.client()))
                .toList();
        meant.forEach(session -> session.disconnect(disconnect));
        return meant.size();
    }

    /** Closes all connections. */
    public void disconnectAll(Disconnect disconnect) {
        open.forEach(session -> session.disconnect(disconnect));
    }

    void opened(Session session) {
        open.add(session);
    }

    /** The session has its user and client id, which change no more. */
    void connected(Session session) {
        if (!session.user().isEmpty()) {
            users.merge(session.user(), List.of(session), Sessions::joined);
        }
    }

    void closed(Session session) {
        open.remove(session);
        users.computeIfPresent(session.user(), (name, sessions) -> without(sessions, session));
    }

    private static List<Session> joined(List<Session> sessions, List<Session> one) {
        List<Session> more = new ArrayList<>(sessions);
        more.addAll(one);
        return List.copyOf(more);
    }

    private static @Nullable List<Session> without(List<Session> sessions, Session session) {
        List<Session> rest = sessions.stream().filter(s -> s != session).toList();
        return rest.isEmpty() ? null : rest;
    }
}
