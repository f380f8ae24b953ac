package dev.wsgateway.gateway.settings;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.RedisUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a configuration file's form alone does not: the operator writes only what passes, but a file may also be
 * written by hand.
 */
final class ConfigCheck {
    private final List<String> problems = new ArrayList<>();

    private ConfigCheck() {}

    /**
     * Checks a configuration.
     *
     * @throws IllegalArgumentException naming everything that makes no sense
     */
    static void check(GatewayConfig config) {
        ConfigCheck check = new ConfigCheck();
        check.redisUrl(config.redis().url());
        check.unique(
                "channels",
                config.channels().stream().map(GatewayConfig.Channel::namespace).toList());
        check.unique(
                "streams",
                config.streams().stream().map(GatewayConfig.Stream::name).toList());
        config.streams().forEach(stream -> {
            check.positive("streams." + stream.name() + ".maxLength", stream.maxLength());
            check.positive("streams." + stream.name() + ".idempotencyWindow", stream.idempotencyWindow());
            stream.consumerGroups()
                    .forEach(group -> check.push("streams." + stream.name() + "." + group.name(), group.push()));
        });
        config.channels().forEach(check::deltas);
        check.lifecycleEvents(config);
        check.limits(config.limits());
        check.timeouts(config.timeouts());
        check.port("ports.websocket", config.ports().websocket());
        check.port("ports.api", config.ports().api());
        if (!check.problems.isEmpty()) {
            throw new IllegalArgumentException(GatewayConfig.FILE + ": " + String.join("; ", check.problems));
        }
    }

    private void redisUrl(String url) {
        try {
            RedisUrl.parse(url);
        } catch (IllegalArgumentException e) {
            problems.add("redis.url " + e.getMessage());
        }
    }

    private void push(String group, GatewayConfig.@Nullable Push push) {
        if (push == null) {
            return;
        }
        String scheme = push.url().getScheme();
        if (push.url().getHost() == null || scheme == null || !scheme.matches("https?")) {
            problems.add(group + ".push.url is " + push.url() + ": write http:// or https://, a host and a path");
        }
        positive(group + ".push.maxInFlight", push.maxInFlight());
        positive(group + ".push.maxDeliveries", push.maxDeliveries());
        positive(group + ".push.timeout", push.timeout());
        positive(group + ".push.firstBackoff", push.firstBackoff());
        positive(group + ".push.maxBackoff", push.maxBackoff());
        positive(group + ".push.maxBlockedPerKey", push.maxBlockedPerKey());
    }

    private void deltas(GatewayConfig.Channel channel) {
        GatewayConfig.History history = channel.history();
        if (channel.slowConsumer() == GatewayConfig.SlowPolicy.CONFLATE
                && history != null
                && history.delta() != GatewayConfig.Delta.NONE) {
            problems.add("channels." + channel.namespace() + " has conflate and deltas: set one of them only");
        }
    }

    private void lifecycleEvents(GatewayConfig config) {
        GatewayConfig.LifecycleEvents told = config.lifecycleEvents();
        if (told != null
                && config.streams().stream()
                        .noneMatch(stream -> stream.name().equals(told.stream())
                                && stream.append() == GatewayConfig.Sender.NOBODY)) {
            problems.add("lifecycleEvents.stream is '" + told.stream()
                    + "': write one of streams whose append is NOBODY, or clients could forge events");
        }
    }

    private void limits(GatewayConfig.Limits limits) {
        positive("limits.messageBytes", limits.messageBytes());
        positive("limits.apiRequestBytes", limits.apiRequestBytes());
        positive("limits.queueBytes", limits.queueBytes());
        positive("limits.subscriptionsPerConnection", limits.subscriptionsPerConnection());
        positive("limits.connectionsPerPod", limits.connectionsPerPod());
    }

    private void timeouts(GatewayConfig.Timeouts timeouts) {
        positive("timeouts.handshake", timeouts.handshake());
        positive("timeouts.pingInterval", timeouts.pingInterval());
        positive("timeouts.pongTimeout", timeouts.pongTimeout());
        positive("timeouts.apiIdle", timeouts.apiIdle());
    }

    private void unique(String list, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                problems.add(list + " has '" + name + "' twice: give each a name of its own");
            }
        }
    }

    private void positive(String field, long value) {
        if (value <= 0) {
            problems.add(field + " is " + value + ": write a number above 0");
        }
    }

    private void positive(String field, Duration value) {
        if (value.compareTo(Duration.ZERO) <= 0) {
            problems.add(field + " is " + value + ": write a duration above 0, such as PT25S");
        }
    }

    // 0 has the system choose a free port, which a test wants.
    private void port(String field, int value) {
        if (value < 0 || value > 65_535) {
            problems.add(field + " is " + value + ": write a port from 1 to 65535");
        }
    }
}
