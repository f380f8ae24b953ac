package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.drain.Clients;
import dev.wsgateway.gateway.protocol.Disconnect;
import java.util.Collections;
import java.util.Iterator;

/** The connections of this process on their way to others. {@link #moveOne} is for one thread at a time. */
public final class Departures implements Clients {
    private final Sessions sessions;
    private final SessionMetrics metrics;
    private final Disconnect disconnect;
    private Iterator<Session> candidates = Collections.emptyIterator();

    /**
     * Departures.
     *
     * @param disconnect what clients are told; it must make them come back
     */
    public Departures(Sessions sessions, SessionMetrics metrics, Disconnect disconnect) {
        this.sessions = sessions;
        this.metrics = metrics;
        this.disconnect = disconnect;
    }

    @Override
    public int staying() {
        return sessions.staying();
    }

    @Override
    public long arrivals() {
        return sessions.arrivals();
    }

    @Override
    public void refuseNew() {
        sessions.refuseNew();
    }

    /** One who was told and still waits for an answer may be told again, when all others are gone. */
    @Override
    public void moveOne() {
        if (!candidates.hasNext()) {
            candidates = sessions.all().iterator();
        }
        if (candidates.hasNext()) {
            candidates.next().move(disconnect);
            metrics.moved(disconnect);
        }
    }
}
