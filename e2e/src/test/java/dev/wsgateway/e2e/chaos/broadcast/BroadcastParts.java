package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import dev.wsgateway.e2e.chaos.history.Event.Promise;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisOptions;
import dev.wsgateway.testing.redis.RedisOptions.Persistence;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What gateways and Redis are like in a run. */
final class BroadcastParts {
    static final String API_KEY = "chaos-api-key";
    static final RedisNames NAMES = new RedisNames("chaos", "broadcast");

    /** Longer than Redis' clock jumps, from one end of its range to the other included: else the history has expired. */
    private static final Duration A_DAY = Duration.ofDays(1);

    private BroadcastParts() {}

    static Deployment.Setup of(BroadcastPlan plan) {
        Persistence persistence = plan.promise() == Promise.NO_LOSS ? Persistence.ALWAYS : Persistence.EVERYSEC;
        return new Deployment.Setup(
                RedisOptions.standard().persisting(persistence).with("--repl-timeout", "5"),
                plan.promotes(),
                plan.gateways(),
                plan.clockOf(),
                redisPort -> config(plan, redisPort),
                Map.of("api/key", API_KEY));
    }

    private static GatewayConfig config(BroadcastPlan plan, int redisPort) {
        return new GatewayConfig(
                NAMES.namespace(),
                NAMES.name(),
                new GatewayConfig.Redis("redis://127.0.0.1:" + redisPort, null, null),
                List.of(new GatewayConfig.Channel(
                        "log",
                        Access.ANYONE,
                        Access.ANYONE,
                        DataFormat.JSON,
                        new GatewayConfig.History(plan.historySize(), A_DAY, A_DAY))),
                List.of(),
                new GatewayConfig.Authentication(true, null),
                "api/key",
                List.of("*"),
                new GatewayConfig.Limits(65_536, 1 << 20, 2 << 20, 128, 20_000),
                new GatewayConfig.Timeouts(
                        Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(75)),
                new GatewayConfig.Ports(8001, 9001),
                new GatewayConfig.Drain(Duration.ofSeconds(2)),
                null);
    }
}
