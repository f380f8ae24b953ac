package dev.wsgateway.gateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
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
 * @param version SHA-256 (hex, first 16 digits) of the file
 * @param secrets the Secrets that the configuration names
 */
public record Settings(
        GatewayConfig config,
        RedisNames names,
        Map<String, GatewayConfig.Channel> namespaces,
        Map<String, GatewayConfig.Stream> streams,
        String version,
        SecretFiles secrets) {

    /** Indexes a configuration without Secrets. */
    public static Settings of(GatewayConfig config) {
        return of(config, Version.of(config.toJson().getBytes(UTF_8)), SecretFiles.NONE);
    }

    /** Indexes a configuration. */
    public static Settings of(GatewayConfig config, String version, SecretFiles secrets) {
        return new Settings(
                config,
                new RedisNames(config.namespace(), config.name()),
                config.channels().stream()
                        .collect(toUnmodifiableMap(GatewayConfig.Channel::namespace, Function.identity())),
                config.streams().stream().collect(toUnmodifiableMap(GatewayConfig.Stream::name, Function.identity())),
                version,
                secrets);
    }

    /** The namespace that a channel belongs to; null where it is no channel's name or the namespace isn't declared. */
    public GatewayConfig.@Nullable Channel namespaceOf(String channel) {
        return RedisNames.isChannel(channel) ? namespaces.get(RedisNames.channelNamespace(channel)) : null;
    }
}
