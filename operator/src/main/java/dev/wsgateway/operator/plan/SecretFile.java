package dev.wsgateway.operator.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

    private static final String PUSH = "push-";
    static final String SIGNING_KEY = "signing-key";
    static final String BACKEND_CA = "ca.crt";

    /** Path of a file for a consumer group with {@code push}; the names of streams and groups could be those of folders. */
    static String push(String stream, String group, String file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((stream + "/" + group).getBytes(StandardCharsets.UTF_8));
            return PUSH + HexFormat.of().formatHex(hash, 0, 8) + "." + file;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /**
     * Whether the operator copies it into a Secret of the gateway's own, which the pods always mount: a group may come and go
     * without a roll-out.
     */
    public boolean copied() {
        return path.startsWith(PUSH);
    }

    /** Whether it is needed to log in at Redis. */
    public boolean neededForRedis() {
        return path.startsWith(REDIS_DIRECTORY);
    }
}
