package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.faults.Fault;
import dev.wsgateway.e2e.chaos.faults.Faults;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.parts.Deployment.ClockOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * All of a run that is not left to chance: who publishes how much to what, who listens, what breaks and when. A pure
 * function of the seed.
 *
 * @param millis how long is published
 * @param gateways how many gateways there are
 * @param historySize how many publications of a channel are kept
 * @param publishers how many publishers there are
 * @param pauseMillis how long a publisher waits between two publications, on average
 * @param maxBytes largest publication, about
 * @param clockOf whose clock jumps
 */
record BroadcastPlan(
        long seed,
        Promise promise,
        long millis,
        int gateways,
        int historySize,
        List<String> channels,
        List<Client> clients,
        int publishers,
        int pauseMillis,
        int maxBytes,
        ClockOf clockOf,
        List<Fault> faults) {

    private static final int LONGEST_FAULT = 5_000;
    private static final List<Fault.Kind> KINDS = List.of(
            Fault.Kind.KILL_GATEWAY,
            Fault.Kind.PAUSE_GATEWAY,
            Fault.Kind.KILL_REDIS,
            Fault.Kind.PAUSE_REDIS,
            Fault.Kind.PROMOTE,
            Fault.Kind.LOSE_TAIL,
            Fault.Kind.LOSE_ALL,
            Fault.Kind.PROMOTE_LAGGING,
            Fault.Kind.CUT_REDIS_LINK,
            Fault.Kind.STALL_REDIS_LINK,
            Fault.Kind.SLOW_REDIS_LINK,
            Fault.Kind.CUT_CLIENT_LINK,
            Fault.Kind.STALL_CLIENT_LINK,
            Fault.Kind.SLOW_CLIENT_LINK,
            Fault.Kind.RECONNECT_CLIENTS,
            Fault.Kind.SLOW_READERS,
            Fault.Kind.JUMP_CLOCK);

    /**
     * One client.
     *
     * @param home the gateway that it connects to first
     */
    record Client(int number, int home, List<String> channels, long seed) {}

    static BroadcastPlan of(long seed, long millis) {
        RandomGenerator random = new SplittableRandom(seed);
        Promise promise = random.nextInt(100) < 60 ? Promise.NO_LOSS : Promise.TOLD;
        int gateways = 2 + random.nextInt(2);
        List<String> channels = IntStream.range(0, 3 + random.nextInt(6))
                .mapToObj(i -> "log:" + i)
                .toList();
        List<Client> clients = new ArrayList<>();
        for (int i = 10 + random.nextInt(20); i > 0; i--) {
            clients.add(client(clients.size(), gateways, channels, random));
        }
        // Where somebody may be told of a loss, a history that is soon trimmed is one more reason.
        int historySize = promise == Promise.TOLD && random.nextInt(4) == 0 ? 5 + random.nextInt(20) : 10_000;
        List<Fault> faults = new Faults(random, millis, gateways, kinds(promise), LONGEST_FAULT)
                .draw(promise == Promise.TOLD ? Set.of(Fault.Track.REDIS) : Set.of());
        ClockOf clockOf = faults.stream().noneMatch(fault -> fault.kind() == Fault.Kind.JUMP_CLOCK)
                ? ClockOf.NOBODY
                : random.nextBoolean() ? ClockOf.GATEWAY : ClockOf.REDIS;
        return new BroadcastPlan(
                seed,
                promise,
                millis,
                gateways,
                historySize,
                channels,
                List.copyOf(clients),
                2 + random.nextInt(4),
                10 + random.nextInt(40),
                random.nextInt(3) == 0 ? 3_000 : 200,
                clockOf,
                faults);
    }

    /** What may happen in a run of a promise. */
    static List<Fault.Kind> kinds(Promise promise) {
        return KINDS.stream()
                .filter(kind -> promise == Promise.TOLD || !kind.forgets)
                .toList();
    }

    private static Client client(int number, int gateways, List<String> channels, RandomGenerator random) {
        List<String> some =
                channels.stream().filter(channel -> random.nextInt(3) > 0).toList();
        return new Client(
                number,
                random.nextInt(gateways),
                some.isEmpty() ? List.of(channels.getFirst()) : some,
                random.nextLong());
    }

    /** Whether a replica is needed. */
    boolean promotes() {
        return faults.stream()
                .anyMatch(fault -> fault.kind() == Fault.Kind.PROMOTE || fault.kind() == Fault.Kind.PROMOTE_LAGGING);
    }

    /** In words, for who reads the history. */
    String describe() {
        return gateways + " gateways, " + channels.size() + " channels of " + historySize + ", " + clients.size()
                + " clients, " + publishers + " publishers every " + pauseMillis + " ms up to " + maxBytes
                + " bytes, clock of " + clockOf + "; " + faults;
    }
}
