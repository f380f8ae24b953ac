package dev.wsgateway.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is, in one of its three forms. The scheme has {@code rediss} in place of {@code redis} for TLS, to all
 * servers that are named and all that those name.
 *
 * <pre>
 * redis://HOST[:PORT][/DATABASE]
 * redis-sentinel://HOST[:PORT],HOST[:PORT],...[/DATABASE]#MASTER
 * redis-cluster://HOST[:PORT],HOST[:PORT],...
 * </pre>
 *
 * @param form what the nodes are
 * @param tls whether to speak TLS
 * @param nodes the server itself, the Sentinels, or some nodes of the Cluster
 * @param database number of the database; 0 on a Cluster
 * @param master name that the Sentinels know the master by; null in the other forms
 */
public record RedisUrl(
        Form form,
        boolean tls,
        List<Node> nodes,
        int database,
        @Nullable String master) {
    private static final String HOST = "(?:[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";
    private static final Pattern URL = Pattern.compile("redis(s?)(-sentinel|-cluster)?://(" + HOST + "(?:," + HOST
            + ")*)(?:/([0-9]{1,3}))?(?:#([A-Za-z0-9_.-]+))?");
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final int MAX_PORT = 65_535;

    /** What is behind the nodes of a URL. */
    public enum Form {
        /** One server. */
        SINGLE,
        /** A master that Sentinels name. */
        SENTINEL,
        /** Masters that share the slots. */
        CLUSTER
    }

    /** One address; an IPv6 one without its brackets. */
    public record Node(String host, int port) {}

    public RedisUrl {
        nodes = List.copyOf(nodes);
    }

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException when it is none of the three; the message says what to write
     */
    public static RedisUrl parse(String url) {
        Matcher match = URL.matcher(url);
        if (!match.matches()) {
            throw refused(url);
        }
        String form = match.group(2);
        String master = match.group(5);
        if (form == null) {
            List<Node> one = nodes(url, match.group(3), REDIS_PORT);
            if (one.size() != 1 || master != null) {
                throw refused(url);
            }
            return new RedisUrl(Form.SINGLE, tls(match), one, database(match), null);
        }
        if (form.equals("-sentinel")) {
            if (master == null) {
                throw refused(url);
            }
            List<Node> sentinels = nodes(url, match.group(3), SENTINEL_PORT);
            return new RedisUrl(Form.SENTINEL, tls(match), sentinels, database(match), master);
        }
        if (master != null || match.group(4) != null) {
            throw refused(url);
        }
        return new RedisUrl(Form.CLUSTER, tls(match), nodes(url, match.group(3), REDIS_PORT), 0, null);
    }

    private static boolean tls(Matcher match) {
        return match.group(1).equals("s");
    }

    private static int database(Matcher match) {
        return match.group(4) == null ? 0 : Integer.parseInt(match.group(4));
    }

    private static List<Node> nodes(String url, String list, int defaultPort) {
        List<Node> nodes = new ArrayList<>();
        for (String node : list.split(",", -1)) {
            int colon = node.lastIndexOf(':');
            boolean hasPort = colon > node.lastIndexOf(']');
            int port = hasPort ? Integer.parseInt(node.substring(colon + 1)) : defaultPort;
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException(
                        "'" + url + "' has the port " + port + ": write one from 1 to 65535");
            }
            String host = hasPort ? node.substring(0, colon) : node;
            nodes.add(new Node(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
        }
        return nodes;
    }

    private static IllegalArgumentException refused(String url) {
        return new IllegalArgumentException("'" + url + "' is no address of Redis: write redis://HOST:PORT,"
                + " redis-sentinel://HOST:PORT,HOST:PORT#MASTER or redis-cluster://HOST:PORT,HOST:PORT,"
                + " with rediss in place of redis for TLS");
    }
}
