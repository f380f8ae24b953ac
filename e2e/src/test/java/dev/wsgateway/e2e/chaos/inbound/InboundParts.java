package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.api.v1alpha1.StartPosition;
import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import dev.wsgateway.operator.plan.PlannedGroup;
import dev.wsgateway.operator.plan.PlannedStream;
import dev.wsgateway.redis.RedisNames;
import dev.wsgateway.testing.redis.RedisOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What gateways and Redis are like in a run. */
final class InboundParts {
    static final RedisNames NAMES = new RedisNames("chaos", "inbound");
    static final String STREAM = "orders";
    static final String JWT_SECRET = "a secret of at least 32 bytes, for chaos";
    /** How long a gateway waits for the backend. */
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    /** Called by the gateways. */
    static final InboundEvent.Group PUSHED = new InboundEvent.Group("pushed", true, TIMEOUT.toMillis(), 5);
    /** Read by consumers. */
    static final InboundEvent.Group PULLED = new InboundEvent.Group("pulled", false, PullConsumer.IDLE.toMillis(), 0);

    private InboundParts() {}

    /** All groups. */
    static List<InboundEvent.Group> groups() {
        return List.of(PUSHED, PULLED);
    }

    static Deployment.Setup of(InboundPlan plan, Backend backend) {
        return new Deployment.Setup(
                RedisOptions.standard().with("--repl-timeout", "5", "--maxmemory-policy", "noeviction"),
                plan.promotes(),
                plan.gateways(),
                plan.clockOf(),
                redisPort -> config(redisPort, backend),
                Map.of("jwt/key", JWT_SECRET));
    }

    /** What the operator makes in Redis. */
    static PlannedStream planned(InboundPlan plan) {
        return new PlannedStream(
                STREAM,
                plan.partitions(),
                groups().stream()
                        .map(group -> new PlannedGroup(STREAM, group.name(), StartPosition.EARLIEST))
                        .toList());
    }

    private static GatewayConfig config(int redisPort, Backend backend) {
        return GatewayConfig.parse("""
            {
              "namespace": "%s",
              "name": "%s",
              "redis": {"url": "redis://127.0.0.1:%d"},
              "streams": [{
                "name": "%s",
                "append": "authenticated",
                "maxLength": 100000,
                "idempotencyWindow": "PT24H",
                "consumerGroups": [{"name": "%s"}, {"name": "%s", "push": {
                  "url": "%s",
                  "maxInFlight": 16,
                  "maxDeliveries": %d,
                  "timeout": "%s",
                  "firstBackoff": "PT0.05S",
                  "maxBackoff": "PT0.4S",
                  "contentType": "application/json",
                  "maxBlockedPerKey": 50
                }}]
              }],
              "authentication": {"anonymous": false, "jwt": {"secretFile": "jwt/key"}},
              "allowedOrigins": ["*"],
              "limits": {
                "messageBytes": 65536,
                "apiRequestBytes": 1048576,
                "queueBytes": 1048576,
                "subscriptionsPerConnection": 128,
                "connectionsPerPod": 20000
              },
              "timeouts": {
                "handshake": "PT10S", "pingInterval": "PT2S", "pongTimeout": "PT2S", "apiIdle": "PT75S"
              },
              "ports": {"websocket": 8001, "api": 9001},
              "drain": {"period": "PT2S"}
            }
            """.formatted(
                        NAMES.namespace(),
                        NAMES.name(),
                        redisPort,
                        STREAM,
                        PULLED.name(),
                        PUSHED.name(),
                        backend.url(PUSHED.name()),
                        PUSHED.deliveries(),
                        TIMEOUT));
    }
}
