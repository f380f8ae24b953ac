package dev.wsgateway.operator.redis;

import org.jspecify.annotations.Nullable;

/**
 * A Redis and how to log in.
 *
 * @param url {@code redis://HOST:PORT[/DATABASE]} or {@code rediss://…}, without credentials
 * @param username ACL user, or null for the default one
 * @param password null for a Redis without one
 * @param caPem certificates to check the server's against; null for those of the Java runtime
 */
public record RedisTarget(
        String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable String caPem) {
    @Override
    public String toString() {
        return "RedisTarget[" + url + "]";
    }
}
