package dev.wsgateway.operator.standalone;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.operator.redis.HostNames;
import dev.wsgateway.operator.redis.RedisConnection;
import dev.wsgateway.operator.redis.RedisTarget;
import dev.wsgateway.operator.standalone.input.Input;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.RedisNames;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What each gateway says of itself in Redis. One thread. */
final class GatewayReports implements AutoCloseable {
    private final RedisNames names;
    private final RedisConnection redis;

    /** Connects when it is first asked, to the Redis of the input. */
    GatewayReports(Input input) {
        GatewayConfig config = input.plan().config();
        this.names = new RedisNames(config.namespace(), config.name());
        this.redis = new RedisConnection(
                RedisTarget.of(config.redis(), input.secrets()), HostNames.OF_THIS_MACHINE, config.namespace());
    }

    /** The reports that have not expired, by the name of the gateway; none while Redis does not answer. */
    Map<String, GatewayReport> read(List<String> gateways) {
        if (gateways.isEmpty()) {
            return Map.of();
        }
        try {
            List<GatewayReport> reports = new ArrayList<>();
            String[] keys = gateways.stream().map(names::report).toArray(String[]::new);
            for (KeyValue<String, String> report : redis.commands().mget(keys)) {
                if (report.hasValue()) {
                    reports.add(GatewayReport.parse(report.getValue()));
                }
            }
            return reports.stream().collect(Collectors.toMap(GatewayReport::node, report -> report));
        } catch (RedisException | IllegalArgumentException e) {
            return Map.of();
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
