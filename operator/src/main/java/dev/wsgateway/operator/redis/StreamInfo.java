package dev.wsgateway.operator.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Replies of XINFO: flat lists of names and values. */
final class StreamInfo {
    private StreamInfo() {}

    static Map<String, Object> fields(Object reply) {
        Map<String, Object> fields = new HashMap<>();
        if (reply instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                Object value = list.get(i + 1);
                if (value != null) {
                    fields.put(String.valueOf(list.get(i)), value);
                }
            }
        }
        return fields;
    }

    /**
     * Entries that a group was not given yet. Redis itself cannot tell once entries behind the group's position were
     * deleted; the ids still tell whether it has everything or nothing. In between the answer is null, never a guess.
     */
    static @Nullable Long lag(Map<String, Object> group, Map<String, Object> stream) {
        if (group.get("lag") instanceof Long lag) {
            return lag;
        }
        if (!(stream.get("length") instanceof Long length)) {
            return null;
        }
        String delivered = text(group.get("last-delivered-id"));
        List<?> first = stream.get("first-entry") instanceof List<?> entry ? entry : List.of();
        if (length == 0 || compareIds(delivered, text(stream.get("last-generated-id"))) >= 0) {
            return 0L;
        }
        return !first.isEmpty() && compareIds(delivered, text(first.getFirst())) < 0 ? length : null;
    }

    static String text(@Nullable Object value) {
        return value == null ? "0-0" : String.valueOf(value);
    }

    static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    private static int compareIds(String a, String b) {
        String[] left = a.split("-", 2);
        String[] right = b.split("-", 2);
        int time = Long.compareUnsigned(Long.parseUnsignedLong(left[0]), Long.parseUnsignedLong(right[0]));
        return time != 0
                ? time
                : Long.compareUnsigned(Long.parseUnsignedLong(left[1]), Long.parseUnsignedLong(right[1]));
    }
}
