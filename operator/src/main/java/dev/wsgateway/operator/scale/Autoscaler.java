package dev.wsgateway.operator.scale;

import dev.wsgateway.operator.plan.Scaling;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.redis.RedisNames;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides for all gateways. Any thread. What it remembers of before is lost with the process: the next one begins with the
 * pods that are there, and takes none away before it has watched for the whole window.
 */
public final class Autoscaler {
    private record Scaled(Scale scale, Scaling scaling, Decision last) {}

    private final Clock clock;
    private final Map<RedisNames, Scaled> all = new ConcurrentHashMap<>();

    public Autoscaler(Clock clock) {
        this.clock = clock;
    }

    /**
     * The number of pods to have from now on.
     *
     * @param first the number that there should be until now, for a gateway that is decided on for the first time
     * @param seen null where Redis could not be asked
     */
    public Decision decide(RedisNames names, Scaling scaling, int first, @Nullable RedisObservation seen) {
        return all.compute(names, (_, before) -> {
                    Scale scale = before == null ? new Scale(first, clock.instant()) : before.scale();
                    return new Scaled(scale, scaling, decide(scale, scaling, seen));
                })
                .last();
    }

    /** Whether the decision has become another one than {@link #decide} gave last. Called at each look at Redis. */
    public boolean isDue(RedisNames names, RedisObservation seen) {
        boolean[] due = {false};
        all.computeIfPresent(names, (_, before) -> {
            Decision now = decide(before.scale(), before.scaling(), seen);
            due[0] = !now.equals(before.last());
            return before;
        });
        return due[0];
    }

    /** Ends deciding for a gateway. */
    public void forget(RedisNames names) {
        all.remove(names);
    }

    private Decision decide(Scale scale, Scaling scaling, @Nullable RedisObservation seen) {
        return switch (seen) {
            case RedisObservation.Available available -> scale.decide(scaling, available.gateways(), clock.instant());
            case RedisObservation.Unavailable _ -> scale.keep(scaling);
            case null -> scale.keep(scaling);
        };
    }
}
