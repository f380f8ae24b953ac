package dev.wsgateway.gateway.server;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which web pages may open a socket (RFC 6454; RFC 6455, section 10.2). */
final class Origins {
    private Origins() {}

    /**
     * Whether a handshake may go on.
     *
     * @param allowed {@code *}, origins, or origins with {@code *.} before the host, which stands for any subdomain;
     *     empty allows the host that the request came to
     * @param origin header {@code Origin}; null for a client that is no browser, which could send any
     * @param host header {@code Host}
     */
    static boolean allow(List<String> allowed, @Nullable String origin, @Nullable String host) {
        if (origin == null || allowed.contains("*")) {
            return true;
        }
        return allowed.isEmpty()
                ? isSameHost(origin, host)
                : allowed.stream().anyMatch(pattern -> matches(pattern, origin));
    }

    private static boolean matches(String pattern, String origin) {
        int star = pattern.indexOf("//*.");
        if (star < 0) {
            return pattern.equalsIgnoreCase(origin);
        }
        String scheme = pattern.substring(0, star + 2).toLowerCase(Locale.ROOT);
        String suffix = pattern.substring(star + 3).toLowerCase(Locale.ROOT);
        String lower = origin.toLowerCase(Locale.ROOT);
        return lower.length() > scheme.length() + suffix.length() && lower.startsWith(scheme) && lower.endsWith(suffix);
    }

    // The scheme is not compared: TLS often ends before the gateway.
    private static boolean isSameHost(String origin, @Nullable String host) {
        try {
            URI uri = URI.create(origin);
            String authority = uri.getRawAuthority();
            if (authority == null || host == null) {
                return false;
            }
            String port = "https".equalsIgnoreCase(uri.getScheme()) ? ":443" : ":80";
            return without(port, authority).equalsIgnoreCase(without(port, host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String without(String port, String authority) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }
}
