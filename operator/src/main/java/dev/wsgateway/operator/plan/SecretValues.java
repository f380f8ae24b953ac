package dev.wsgateway.operator.plan;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a plan's Secret files, by {@link SecretFile#path()}. Read when they are needed and not kept; never
 * logged: {@link #toString} tells the paths only.
 */
public record SecretValues(Map<String, byte[]> byPath) {
    public SecretValues {
        byPath = Map.copyOf(byPath);
    }

    /** The text of a file without the line break behind it, as {@code kubectl create secret --from-file} leaves one. */
    public @Nullable String text(String path) {
        byte[] value = byPath.get(path);
        return value == null ? null : new String(value, StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public String toString() {
        return "SecretValues" + byPath.keySet();
    }
}
