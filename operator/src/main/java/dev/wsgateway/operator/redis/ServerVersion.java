package dev.wsgateway.operator.redis;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The version of a server, from the section "Server" of INFO. Valkey names itself in {@code server_name} and keeps a
 * {@code redis_version} of 7.2.4 for clients that look at nothing else.
 */
record ServerVersion(String name, boolean supported) {
    static final String REQUIRED = "7.0";

    static ServerVersion parse(String info) {
        Map<String, String> fields = info.lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first));
        String redis = fields.getOrDefault("redis_version", "unknown");
        String valkey = fields.get("valkey_version");
        return new ServerVersion(valkey == null ? redis : "Valkey " + valkey, major(redis) >= 7);
    }

    private static int major(String version) {
        String digits = version.split("\\.", 2)[0];
        return digits.matches("[0-9]{1,4}") ? Integer.parseInt(digits) : 0;
    }
}
