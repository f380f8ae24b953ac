package dev.wsgateway.operator.redis;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.operator.plan.SecretFile;
import dev.wsgateway.operator.plan.SecretValues;
import org.jspecify.annotations.Nullable;

/**
 * A Redis and how to log in.
 *
 * @param url as {@link dev.wsgateway.redis.RedisUrl} reads it
 * @param username ACL user, or null for the default one
 * @param password null for a Redis without one
 * @param sentinelUsername as {@code username}, at the Sentinels
 * @param sentinelPassword as {@code password}, at the Sentinels
 * @param caPem certificates to check the server's against; null for those of the Java runtime
 */
public record RedisTarget(
        String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String sentinelUsername,
        @Nullable String sentinelPassword,
        @Nullable String caPem) {
    /** One without Sentinels, or with Sentinels that ask for no login. */
    public RedisTarget(String url, @Nullable String username, @Nullable String password, @Nullable String caPem) {
        this(url, username, password, null, null, caPem);
    }

    /** That of a configuration, with the Secrets that it names. */
    public static RedisTarget of(GatewayConfig.Redis config, SecretValues secrets) {
        return new RedisTarget(
                config.url(),
                secrets.text(SecretFile.REDIS_USERNAME),
                secrets.text(SecretFile.REDIS_PASSWORD),
                secrets.text(SecretFile.SENTINEL_USERNAME),
                secrets.text(SecretFile.SENTINEL_PASSWORD),
                secrets.text(SecretFile.REDIS_CA));
    }

    @Override
    public String toString() {
        return "RedisTarget[" + url + "]";
    }
}
