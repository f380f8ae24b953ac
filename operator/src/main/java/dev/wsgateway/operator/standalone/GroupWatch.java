package dev.wsgateway.operator.standalone;

import dev.wsgateway.operator.redis.GroupState;
import dev.wsgateway.operator.redis.HostNames;
import dev.wsgateway.operator.redis.RedisObservation;
import dev.wsgateway.operator.redis.RedisRequest;
import dev.wsgateway.operator.redis.RedisTarget;
import dev.wsgateway.operator.redis.RedisWatch;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.operator.status.StatusAssembly;
import dev.wsgateway.redis.PartitionLayout;
import dev.wsgateway.redis.RedisNames;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator's own view of Redis: it makes the consumer groups, and tells how far they are. */
final class GroupWatch implements Runner.Provisioning, AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final RedisWatch watch =
            new RedisWatch(HostNames.OF_THIS_MACHINE, INTERVAL, DEADLINE, Clock.systemUTC(), _ -> {});

    /** How far the groups are; none while Redis does not answer. */
    List<GroupState> groups(Input input) {
        return switch (watch.observeLive(request(input))) {
            case RedisObservation.Available available -> available.groups();
            case RedisObservation.Unavailable _ -> List.of();
        };
    }

    /** Why Redis cannot be used, or null when it can. */
    @Nullable
    String trouble(Input input) {
        return switch (watch.observe(request(input))) {
            case RedisObservation.Available available ->
                available.faults().isEmpty()
                        ? null
                        : available.faults().stream()
                                .map(fault -> "group " + fault.group() + " of stream " + fault.stream()
                                        + " is missing: " + fault.message())
                                .collect(Collectors.joining("; "));
            case RedisObservation.Unavailable unavailable -> unavailable.message();
        };
    }

    /** Version that the server reports, or {@code ?}. */
    String version(Input input) {
        return switch (watch.observe(request(input))) {
            case RedisObservation.Available available -> available.version();
            case RedisObservation.Unavailable _ -> "?";
        };
    }

    @Override
    public Map<String, PartitionLayout> provision(Input input) throws IOException {
        String trouble = trouble(input);
        if (trouble != null) {
            throw new IOException(trouble);
        }
        return StatusAssembly.layouts(null, watch.observe(request(input)));
    }

    private static RedisRequest request(Input input) {
        var config = input.plan().config();
        return new RedisRequest(
                new RedisNames(config.namespace(), config.name()),
                RedisTarget.of(config.redis(), input.secrets()),
                input.plan().streams(),
                Set.of());
    }

    @Override
    public void close() {
        watch.close();
    }
}
