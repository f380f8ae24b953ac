package dev.wsgateway.gateway.publishstream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in Redis.
 *
 * @param bytes length of all its fields and values
 * @param fields null where it is larger than was to be read
 */
record StoredEntry(String id, long bytes, @Nullable Map<String, byte[]> fields) {}
