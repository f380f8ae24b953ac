package dev.wsgateway.e2e.chaos.faults;

import java.util.Objects;

/**
 * Something that breaks and is whole again some time later.
 *
 * @param at when it begins, milliseconds since the run began
 * @param millis how long it lasts
 * @param kind what
 * @param on the gateway it happens to, counted from 0; any where it does not matter
 * @param amount how much, as the kind says
 */
public record Fault(long at, int millis, Kind kind, int on, int amount) {

    /** What happens to a part at a time; those of different parts may overlap. */
    public enum Track {
        GATEWAYS,
        REDIS,
        REDIS_LINKS,
        CLIENT_LINKS,
        CLIENTS,
        CLOCK,
        GROUPS,
        BACKEND,
        CONSUMERS
    }

    /** What happens. */
    public enum Kind {
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
        JUMP_CLOCK(Track.CLOCK, false),
        /** Redis has no memory left, and refuses what would need some. */
        FULL_MEMORY(Track.REDIS, false),
        /** A consumer group, with all that it knows, is deleted from every partition. */
        FLUSH_GROUP(Track.GROUPS, false),
        /** Nothing listens where the backend is called. */
        BACKEND_AWAY(Track.BACKEND, false),
        /** The backend takes calls and does not answer them. */
        BACKEND_HANGS(Track.BACKEND, false),
        /** {@code amount} percent of the consumers end with what they have read, and others come. */
        KILL_CONSUMERS(Track.CONSUMERS, false),
        /** {@code amount} percent of the consumers stop where they are, and go on later. */
        PAUSE_CONSUMERS(Track.CONSUMERS, false);

        public final Track track;
        /** Whether Redis forgets what it acknowledged. */
        public final boolean forgets;

        Kind(Track track, boolean forgets) {
            this.track = track;
            this.forgets = forgets;
        }
    }

    @Override
    public String toString() {
        return kind + " at " + at + " for " + millis + " ms, on " + on + ", " + amount;
    }

    /**
     * Whether it happens to one of several: the same ones for the same fault, and different ones for different faults.
     *
     * @param number counted from 0
     */
    public boolean hits(int number) {
        return Math.floorMod(Objects.hash(at, number) * 31, 100) < amount;
    }
}
