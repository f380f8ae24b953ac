package dev.wsgateway.operator.plan;

/**
 * One key of a user's Secret, as the file that a gateway reads it from.
 *
 * @param path path of the file relative to the gateway's folder of Secrets, as in its configuration
 * @param secret name of the Secret, in the namespace of the custom resource
 * @param key key within the Secret
 * @param optional whether the key may be absent; the gateway then runs without the file
 */
public record SecretFile(String path, String secret, String key, boolean optional) {
    static final String REDIS_DIRECTORY = "redis";
    public static final String REDIS_PASSWORD = REDIS_DIRECTORY + "/password";
    public static final String REDIS_USERNAME = REDIS_DIRECTORY + "/username";
    static final String SENTINEL_DIRECTORY = "redis-sentinel";
    public static final String SENTINEL_PASSWORD = SENTINEL_DIRECTORY + "/password";
    public static final String SENTINEL_USERNAME = SENTINEL_DIRECTORY + "/username";
    public static final String REDIS_CA = "redis-ca/ca.crt";
    public static final String JWT_KEY = "jwt/key";
    public static final String API_KEYS = "api/key";

    /** Whether it is needed to log in at Redis. */
    public boolean neededForRedis() {
        return path.startsWith(REDIS_DIRECTORY);
    }
}
