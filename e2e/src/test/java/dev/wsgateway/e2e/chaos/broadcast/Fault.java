package dev.wsgateway.e2e.chaos.broadcast;

/**
 * Something that breaks and is whole again some time later.
 *
 * @param at when it begins, milliseconds since the run began
 * @param millis how long it lasts
 * @param kind what
 * @param on the gateway it happens to, counted from 0; 0 where it does not matter
 * @param amount how much, as the kind says
 */
record Fault(long at, int millis, Kind kind, int on, int amount) {

    /** What happens to a part at a time; those of different parts may overlap. */
    enum Track {
        GATEWAYS,
        REDIS,
        REDIS_LINKS,
        CLIENT_LINKS,
        CLIENTS,
        CLOCK
    }

    enum Kind {
        /** SIGKILL to a gateway; it is started again. */
        KILL_GATEWAY(Track.GATEWAYS, false),
        /** SIGSTOP to a gateway, then SIGCONT. */
        PAUSE_GATEWAY(Track.GATEWAYS, false),
        /** SIGKILL to Redis, which is started again with all that it acknowledged. */
        KILL_REDIS(Track.REDIS, false),
        /** SIGSTOP to Redis, then SIGCONT. */
        PAUSE_REDIS(Track.REDIS, false),
        /** A replica that has everything takes the master's place. */
        PROMOTE(Track.REDIS, false),
        /** Redis is killed and comes back without the last {@code amount} milliseconds, as after a loss of power. */
        LOSE_TAIL(Track.REDIS, true),
        /** Redis is killed and comes back without any data. */
        LOSE_ALL(Track.REDIS, true),
        /** A replica that lacks the last {@code amount} milliseconds takes the master's place. */
        PROMOTE_LAGGING(Track.REDIS, true),
        /** The connections between a gateway and Redis are reset, and new ones refused. */
        CUT_REDIS_LINK(Track.REDIS_LINKS, false),
        /** Nothing gets through between a gateway and Redis. */
        STALL_REDIS_LINK(Track.REDIS_LINKS, false),
        /** Each 4 KiB between a gateway and Redis take {@code amount} milliseconds. */
        SLOW_REDIS_LINK(Track.REDIS_LINKS, false),
        /** The connections of a gateway's clients are reset, and new ones refused. */
        CUT_CLIENT_LINK(Track.CLIENT_LINKS, false),
        /** Nothing gets through between a gateway and its clients. */
        STALL_CLIENT_LINK(Track.CLIENT_LINKS, false),
        /** Each 4 KiB between a gateway and its clients take {@code amount} milliseconds. */
        SLOW_CLIENT_LINK(Track.CLIENT_LINKS, false),
        /** {@code amount} percent of the clients drop their connections and come back. */
        RECONNECT_CLIENTS(Track.CLIENTS, false),
        /** {@code amount} percent of the clients stop reading. */
        SLOW_READERS(Track.CLIENTS, false),
        /** The wall clock of one process jumps by {@code amount} seconds. */
        JUMP_CLOCK(Track.CLOCK, false);

        final Track track;
        /** Whether Redis forgets what it acknowledged. */
        final boolean forgets;

        Kind(Track track, boolean forgets) {
            this.track = track;
            this.forgets = forgets;
        }
    }

    @Override
    public String toString() {
        return kind + " at " + at + " for " + millis + " ms, on " + on + ", " + amount;
    }
}
