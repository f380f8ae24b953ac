package dev.wsgateway.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.settings.Settings;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which requests may use the API: those with a key of the keys' file, in {@code X-API-Key} or {@code Authorization:
 * apikey KEY}. Without a file, or with none in it, none may.
 */
final class ApiKeys {
    private static final String SCHEME = "apikey ";

    private final Supplier<Settings> settings;

    ApiKeys(Supplier<Settings> settings) {
        this.settings = settings;
    }

    /** Whether a request has a valid key. How long that takes does not depend on how much of a key is right. */
    boolean accepts(HttpHeaders headers) {
        String key = key(headers);
        if (key == null || key.isEmpty()) {
            return false;
        }
        byte[] given = key.getBytes(UTF_8);
        boolean accepted = false;
        for (String known : keys()) {
            accepted |= MessageDigest.isEqual(given, known.getBytes(UTF_8));
        }
        return accepted;
    }

    private static @Nullable String key(HttpHeaders headers) {
        String key = headers.get("X-API-Key");
        if (key != null) {
            return key;
        }
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : null;
    }

    private List<String> keys() {
        Settings current = settings.get();
        String file = current.config().apiKeysFile();
        byte[] content = file == null ? null : current.secrets().get(file);
        return content == null
                ? List.of()
                : new String(content, UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList();
    }
}
