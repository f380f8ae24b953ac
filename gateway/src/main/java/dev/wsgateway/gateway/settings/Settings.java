package dev.wsgateway.gateway.settings;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.redis.RedisNames;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One version of the configuration, indexed. Immutable; whoever needs the one in force holds a {@code
 * Supplier<Settings>} and asks it each time, since a change of the file is taken up live.
 *
 * @param config the configuration file
 * @param names names in Redis
 * @param namespaces channel namespaces by name
 * @param streams streams by name
 */
public record Settings(
        GatewayConfig config,
        RedisNames names,
        Map<String, GatewayConfig.Channel> namespaces,
        Map<String, GatewayConfig.Stream> streams) {

    /** Indexes a configuration. */
    public static Settings of(GatewayConfig config) {
        return new Settings(
                config,
                new RedisNames(config.namespace(), config.name()),
                config.channels().stream()
                        .collect(toUnmodifiableMap(GatewayConfig.Channel::namespace, Function.identity())),
                config.streams().stream().collect(toUnmodifiableMap(GatewayConfig.Stream::name, Function.identity())));
    }

    /** The namespace that a channel belongs to; null where it is no channel's name or the namespace isn't declared. */
    public GatewayConfig.@Nullable Channel namespaceOf(String channel) {
        return RedisNames.isChannel(channel) ? namespaces.get(RedisNames.channelNamespace(channel)) : null;
    }
}
