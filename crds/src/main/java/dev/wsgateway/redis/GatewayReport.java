package dev.wsgateway.redis;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway says of itself, kept in Redis under a key that expires after {@link #EXPIRES_MILLIS} unless it is
 * written again. A field that a reader does not know is ignored, so that versions may differ during a roll-out.
 *
 * @param node name of the gateway: the pod's name
 * @param version version of the program
 * @param startedAt Unix time in milliseconds
 * @param connections open sockets
 * @param users distinct users among them, anonymous clients not counted
 * @param subscriptions subscriptions of all sockets
 * @param channels distinct channels among them
 * @param configVersion SHA-256 (hex, first 16 digits) of the configuration file in use
 * @param secretVersions the same of each Secret file in use, by its path in the configuration
 * @param publishStream the gateway's share of the publish stream
 * @param draining null unless the gateway is about to end
 * @param losses null unless subscribers had to be told of a loss since the gateway started
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayReport(
        String node,
        String version,
        long startedAt,
        long connections,
        long users,
        long subscriptions,
        long channels,
        String configVersion,
        Map<String, String> secretVersions,
        @Nullable Share publishStream,
        @Nullable Draining draining,
        @Nullable Losses losses) {

    /**
     * How a gateway ends.
     *
     * @param since when it was told to, Unix time in milliseconds
     * @param connections open sockets at that time
     */
    public record Draining(long since, long connections) {}

    /**
     * Publications that subscribers did not get, and were told so: the history had lost or dropped them.
     *
     * @param count times that a channel's subscribers were told
     * @param last when that was last, Unix time in milliseconds
     */
    public record Losses(long count, long last) {}

    /** How long a report counts, in milliseconds: three times the interval at which it is written. */
    public static final long EXPIRES_MILLIS = 9_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The partitions of the publish stream that one gateway owns.
     *
     * @param partitions number of them
     * @param waiting entries in them that are not yet published
     * @param deadLetters entries of theirs that could not be published, as many as are kept
     */
    public record Share(int partitions, long waiting, long deadLetters) {
        /**
         * The whole of all gateways' shares.
         *
         * @return null where some partition has no owner, so that nobody knows what is in it
         */
        public static @Nullable Share whole(Collection<GatewayReport> reports) {
            int partitions = 0;
            long waiting = 0;
            long deadLetters = 0;
            for (GatewayReport report : reports) {
                Share share = report.publishStream();
                if (share != null) {
                    partitions += share.partitions();
                    waiting += share.waiting();
                    deadLetters += share.deadLetters();
                }
            }
            return partitions < PublishStream.PARTITIONS ? null : new Share(partitions, waiting, deadLetters);
        }
    }

    public GatewayReport {
        secretVersions = secretVersions == null ? Map.of() : Map.copyOf(secretVersions);
    }

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException when the text is no report
     */
    public static GatewayReport parse(String json) {
        try {
            return JSON.readValue(json, GatewayReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no gateway report: " + e.getOriginalMessage(), e);
        }
    }

    /** The report as JSON. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of plain values is always written", e);
        }
    }
}
