package dev.wsgateway.gateway.delivery;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it stands in Redis.
 *
 * @param fields null where it isn't there, or isn't pending, any more
 */
record StoredEntry(EntryRef ref, @Nullable Map<String, byte[]> fields) {}
