package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.faults.Fault;
import dev.wsgateway.e2e.chaos.faults.Fault.Kind;
import dev.wsgateway.e2e.chaos.faults.Faults;
import dev.wsgateway.e2e.chaos.parts.Deployment.ClockOf;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * All of a run that is not left to chance: who sends how much, what the backend does with it, who reads, what breaks and
 * when. A pure function of the seed.
 *
 * @param millis how long is sent
 * @param gateways how many gateways there are
 * @param partitions of the stream
 * @param users how many send
 * @param keys how many keys they share; each has one of its own, too
 * @param pauseMillis how long a user waits between two messages, on average
 * @param maxBytes largest message, about
 * @param consumers how many read the pulled group
 * @param troubles percent of the calls that do not go as they should
 * @param poison percent of the messages that a backend never takes
 * @param clockOf whose clock jumps
 */
record InboundPlan(
        long seed,
        long millis,
        int gateways,
        int partitions,
        int users,
        int keys,
        int pauseMillis,
        int maxBytes,
        int consumers,
        int troubles,
        int poison,
        ClockOf clockOf,
        List<Fault> faults) {

    /** Longer than a gateway that was stopped owns anything. */
    private static final int LONGEST_FAULT = 11_000;

    static final List<Kind> KINDS = List.of(
            Kind.KILL_GATEWAY,
            Kind.PAUSE_GATEWAY,
            Kind.KILL_REDIS,
            Kind.PAUSE_REDIS,
            Kind.PROMOTE,
            Kind.FULL_MEMORY,
            Kind.CUT_REDIS_LINK,
            Kind.STALL_REDIS_LINK,
            Kind.SLOW_REDIS_LINK,
            Kind.CUT_CLIENT_LINK,
            Kind.STALL_CLIENT_LINK,
            Kind.JUMP_CLOCK,
            Kind.FLUSH_GROUP,
            Kind.BACKEND_AWAY,
            Kind.BACKEND_HANGS,
            Kind.KILL_CONSUMERS,
            Kind.PAUSE_CONSUMERS);

    static InboundPlan of(long seed, long millis) {
        RandomGenerator random = new SplittableRandom(seed);
        int gateways = 2 + random.nextInt(2);
        int users = 4 + random.nextInt(12);
        List<Fault> drawn = new Faults(random, millis, gateways, KINDS, LONGEST_FAULT).draw(Set.of());
        ClockOf clockOf = drawn.stream().noneMatch(fault -> fault.kind() == Kind.JUMP_CLOCK)
                ? ClockOf.NOBODY
                : random.nextBoolean() ? ClockOf.GATEWAY : ClockOf.REDIS;
        return new InboundPlan(
                seed,
                millis,
                gateways,
                1,
                users,
                random.nextInt(6),
                // All together some 50 to 100 messages a second.
                users * (10 + random.nextInt(10)),
                random.nextInt(3) == 0 ? 3_000 : 200,
                2 + random.nextInt(3),
                List.of(0, 3, 15).get(random.nextInt(3)),
                List.of(0, 1, 3).get(random.nextInt(3)),
                clockOf,
                clockOf == ClockOf.REDIS ? drawn.stream().map(InboundPlan::back).toList() : drawn);
    }

    // How long a consumer has had an entry goes by Redis' clock: what was read while it was ahead could not be claimed
    // by others for as long as it had been ahead.
    private static Fault back(Fault fault) {
        return fault.kind() == Kind.JUMP_CLOCK
                ? new Fault(fault.at(), fault.millis(), fault.kind(), fault.on(), -Math.abs(fault.amount()))
                : fault;
    }

    /** Whether a replica is needed. */
    boolean promotes() {
        return faults.stream().anyMatch(fault -> fault.kind() == Kind.PROMOTE);
    }

    /** In words, for who reads the history. */
    String describe() {
        return gateways + " gateways, " + partitions + " partitions, " + users + " users with " + keys
                + " keys in common, each every " + pauseMillis + " ms up to " + maxBytes + " bytes, " + consumers
                + " consumers, " + troubles + " % troubles, " + poison + " % poison, clock of " + clockOf + "; "
                + faults;
    }
}
