package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.protocol.Disconnect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The connections of this process. Any thread. */
public final class Sessions {
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder arrivals = new LongAdder();
    private volatile boolean refusing;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    /** Connected sessions by user, without the anonymous ones. Most users have one, and its set is a small immutable one. */
    private final Map<String, Set<Session>> users = new ConcurrentHashMap<>();

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
        arrivals.increment();
        return !refusing && connections.getAndUpdate(n -> n < limit ? n + 1 : n) < limit;
    }

    /** Number of sockets that wanted to open since the process started. */
    public long arrivals() {
        return arrivals.sum();
    }

    /** From now on {@link #enter} gives no place. */
    public void refuseNew() {
        refusing = true;
    }

    /** Whether new sockets are refused because the process is about to end. */
    public boolean isRefusing() {
        return refusing;
    }

    /** Number of sockets that are open and have not been told to close. */
    public int staying() {
        return open.size();
    }

    /** Those sockets, in no order. */
    List<Session> all() {
        return List.copyOf(open);
    }

    /** Has each of them tell of itself. */
    public List<Runnable> announcements() {
        return open.stream().<Runnable>map(session -> session::announce).toList();
    }

    /** Gives a place back. */
    public void leave() {
        connections.decrementAndGet();
    }

    /**
     * Connections of a user.
     *
     * @param user id of the user; empty for the anonymous ones
     * @param clients which of them, by the connection's id
     */
    public List<Session> of(String user, Predicate<String> clients) {
        Set<Session> candidates = user.isEmpty() ? open : users.getOrDefault(user, Set.of());
        return candidates.stream()
                .filter(session -> session.user().equals(user) && clients.test(session.client()))
                .toList();
    }

    /** Closes all connections. */
    public void disconnectAll(Disconnect disconnect) {
        open.forEach(session -> session.disconnect(disconnect));
    }

    /** Has all connections look at the configuration again, which has changed. */
    public void review() {
        open.forEach(Session::review);
    }

    void opened(Session session) {
        open.add(session);
    }

    /** The session has its user and client id, which change no more. */
    void connected(Session session) {
        if (!session.user().isEmpty()) {
            users.compute(session.user(), (name, sessions) -> with(session, sessions));
        }
    }

    void closed(Session session) {
        open.remove(session);
        users.computeIfPresent(session.user(), (name, sessions) -> without(sessions, session));
    }

    private static Set<Session> with(Session session, @Nullable Set<Session> sessions) {
        if (sessions == null) {
            return Set.of(session);
        }
        Set<Session> more = sessions.size() > 1 ? sessions : copy(sessions);
        more.add(session);
        return more;
    }

    private static Set<Session> copy(Set<Session> sessions) {
        Set<Session> copy = ConcurrentHashMap.newKeySet();
        copy.addAll(sessions);
        return copy;
    }

    private static @Nullable Set<Session> without(Set<Session> sessions, Session session) {
        if (!sessions.contains(session)) {
            return sessions;
        }
        if (sessions.size() == 1) {
            return null;
        }
        sessions.remove(session);
        return sessions;
    }
}
