package dev.wsgateway.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that the gateways of one {@code WebSocketGateway} share. Immutable; lists are empty rather than null. Durations
 * are ISO 8601 in the file ({@code PT25S}).
 *
 * @param namespace Kubernetes namespace of the custom resource; with {@code name} it makes every Redis key unique
 * @param name name of the custom resource
 * @param redis where Redis is
 * @param channels namespaces of channels; their order means nothing
 * @param streams streams that clients may send to
 * @param authentication who may open a socket
 * @param apiKeysFile file with the accepted API keys, one a line; null refuses every API call
 * @param allowedOrigins origins that may open a socket, {@code *} for all; empty for the gateway's own host only
 * @param limits what one client, and one pod, may use
 * @param timeouts when a silent client is given up
 * @param ports what to listen on; a change needs a restart, all else is taken up live
 * @param drain how clients are moved away before the process ends
 * @param lifecycleEvents what backends are told of connections and channels; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayConfig(
        String namespace,
        String name,
        Redis redis,
        List<Channel> channels,
        List<Stream> streams,
        Authentication authentication,
        @Nullable String apiKeysFile,
        List<String> allowedOrigins,
        Limits limits,
        Timeouts timeouts,
        Ports ports,
        Drain drain,
        @Nullable LifecycleEvents lifecycleEvents) {

    /** Name of the file, and key in the ConfigMap. */
    public static final String FILE = "gateway.json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    private static final ObjectReader READER = JSON.readerFor(GatewayConfig.class);
    private static final ObjectWriter WRITER =
            JSON.writerFor(GatewayConfig.class).withDefaultPrettyPrinter();

    public GatewayConfig {
        required("namespace", namespace, "name", name, "redis", redis, "authentication", authentication);
        required("limits", limits, "timeouts", timeouts, "ports", ports);
        channels = channels == null ? List.of() : List.copyOf(channels);
        streams = streams == null ? List.of() : List.copyOf(streams);
        allowedOrigins = allowedOrigins == null ? List.of() : List.copyOf(allowedOrigins);
        drain = drain == null ? Drain.DEFAULT : drain;
    }

    /**
     * Where Redis is.
     *
     * @param url as {@link dev.wsgateway.redis.RedisUrl} reads it
     * @param credentialsDirectory folder with the files {@code password} and, for an ACL user, {@code username}
     * @param caFile PEM certificates to check the server's against; null for those of the Java runtime
     * @param sentinelCredentialsDirectory as {@code credentialsDirectory}, to log in at Sentinels; null for no login
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Redis(
            String url,
            @Nullable String credentialsDirectory,
            @Nullable String caFile,
            @Nullable String sentinelCredentialsDirectory) {
        /** A Redis without Sentinels, or with Sentinels that ask for no login. */
        public Redis(String url, @Nullable String credentialsDirectory, @Nullable String caFile) {
            this(url, credentialsDirectory, caFile, null);
        }

        public Redis {
            required("url", url);
        }
    }

    /**
     * A namespace of channels.
     *
     * @param subscribe who may subscribe
     * @param publish which clients may publish
     * @param data what a publication's data may be
     * @param history what is kept; null for nothing
     * @param slowConsumer what happens to a client for which too much waits; a file that does not say means it is closed
     * @param conflateBy tag whose value is a publication's key for {@link SlowPolicy#CONFLATE}; null for the key that it
     *     was published with
     * @param visibility what is told of subscribers and of the past; a file that does not say means nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Channel(
            String namespace,
            Access subscribe,
            Access publish,
            DataFormat data,
            @Nullable History history,
            SlowPolicy slowConsumer,
            @Nullable String conflateBy,
            Visibility visibility) {
        public Channel {
            required("namespace", namespace, "subscribe", subscribe, "publish", publish, "data", data);
            slowConsumer = slowConsumer == null ? SlowPolicy.CLOSE : slowConsumer;
            visibility = visibility == null ? Visibility.NOTHING : visibility;
        }

        /** One with the defaults for what is not named. */
        public Channel(String namespace, Access subscribe, Access publish, DataFormat data, @Nullable History history) {
            this(namespace, subscribe, publish, data, history, SlowPolicy.CLOSE, null, Visibility.NOTHING);
        }
    }

    /**
     * What is told of a channel besides its publications.
     *
     * @param presence whether it can be asked who is subscribed
     * @param presenceForSubscribers whether subscribers may ask who is subscribed, or backends alone
     * @param historyForSubscribers whether subscribers may ask for past publications, or backends alone
     * @param joinLeave which subscribers are told who comes and goes; a file that does not say means none
     */
    public record Visibility(
            boolean presence, boolean presenceForSubscribers, boolean historyForSubscribers, JoinLeave joinLeave) {
        /** Nothing. */
        public static final Visibility NOTHING = new Visibility(false, false, false);

        public Visibility {
            joinLeave = joinLeave == null ? JoinLeave.NONE : joinLeave;
        }

        /** One in which nobody is told who comes and goes. */
        public Visibility(boolean presence, boolean presenceForSubscribers, boolean historyForSubscribers) {
            this(presence, presenceForSubscribers, historyForSubscribers, JoinLeave.NONE);
        }
    }

    /**
     * What is kept of each channel.
     *
     * @param size number of publications
     * @param ttl how long after the last one
     * @param idempotencyWindow how long an idempotency key is remembered
     * @param recovery what a client that subscribes is sent; a file that does not say means all that it missed
     * @param delta whether clients may be sent differences; a file that does not say means not
     * @param durability what must have a publication before it counts as published; null for the master alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record History(
            int size,
            Duration ttl,
            Duration idempotencyWindow,
            RecoveryMode recovery,
            Delta delta,
            @Nullable Durability durability) {
        public History {
            required("ttl", ttl, "idempotencyWindow", idempotencyWindow);
            recovery = recovery == null ? RecoveryMode.STREAM : recovery;
            delta = delta == null ? Delta.NONE : delta;
        }

        /** One with the defaults for what is not named. */
        public History(int size, Duration ttl, Duration idempotencyWindow) {
            this(size, ttl, idempotencyWindow, RecoveryMode.STREAM, Delta.NONE);
        }

        /** One that counts as published once the master has it. */
        public History(int size, Duration ttl, Duration idempotencyWindow, RecoveryMode recovery, Delta delta) {
            this(size, ttl, idempotencyWindow, recovery, delta, null);
        }

        /** The same that counts as published when more have it. */
        public History with(Durability wanted) {
            return new History(size, ttl, idempotencyWindow, recovery, delta, wanted);
        }
    }

    /**
     * What must have a publication before it counts as published.
     *
     * @param replicas number of them
     * @param aof whether it must be on the disk: the master's, and that of the replicas
     * @param timeout how long that may take; 2 s at most
     */
    public record Durability(int replicas, boolean aof, Duration timeout) {
        public Durability {
            required("timeout", timeout);
        }
    }

    /**
     * A stream that clients send to.
     *
     * @param append which clients may
     * @param partitions number of parts it is split into; a file that does not say means one
     * @param keyHeader header of the handshake with the key of messages that name none; null for the user
     * @param maxLength number of entries that each partition is kept to
     * @param retain how long entries are kept that all groups have acknowledged; a file that does not say means they go
     * @param whenFull what becomes of a message when all those entries are unread
     * @param idempotencyWindow how long a client's id of a message is remembered
     * @param consumerGroups which the operator makes together with the stream; a gateway refuses messages while a stream
     *     with groups is not there, rather than creating it without them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stream(
            String name,
            Sender append,
            Integer partitions,
            @Nullable String keyHeader,
            long maxLength,
            Duration retain,
            WhenFull whenFull,
            Duration idempotencyWindow,
            List<ConsumerGroup> consumerGroups) {
        public Stream {
            required("name", name, "append", append);
            retain = retain == null ? Duration.ZERO : retain;
            partitions = partitions == null ? 1 : partitions;
            whenFull = whenFull == null ? WhenFull.REJECT : whenFull;
            idempotencyWindow = idempotencyWindow == null ? Duration.ofMinutes(5) : idempotencyWindow;
            consumerGroups = consumerGroups == null ? List.of() : List.copyOf(consumerGroups);
        }

        /** One that is not split. */
        public Stream(
                String name,
                Sender append,
                long maxLength,
                WhenFull whenFull,
                Duration idempotencyWindow,
                List<ConsumerGroup> consumerGroups) {
            this(name, append, 1, null, maxLength, Duration.ZERO, whenFull, idempotencyWindow, consumerGroups);
        }

        /** The same with another number of partitions. */
        public Stream split(int into) {
            return new Stream(
                    name, append, into, keyHeader, maxLength, retain, whenFull, idempotencyWindow, consumerGroups);
        }

        /** One with the defaults of the custom resource. */
        public static Stream of(String name, Sender append, long maxLength, String... groups) {
            return new Stream(
                    name,
                    append,
                    maxLength,
                    WhenFull.REJECT,
                    Duration.ofMinutes(5),
                    Arrays.stream(groups).map(ConsumerGroup::new).toList());
        }

        /** Whether a message is refused when the stream is full; where nobody reads, the oldest entries always go. */
        public boolean refusesWhenFull() {
            return whenFull == WhenFull.REJECT && !consumerGroups.isEmpty();
        }
    }

    /**
     * A consumer group of a stream.
     *
     * @param push how gateways call the backend for it; null where the backend reads it by itself
     * @param reclaim what gateways do about entries that the backend doesn't acknowledge; null for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConsumerGroup(
            String name, @Nullable Push push, @Nullable Reclaim reclaim) {
        public ConsumerGroup {
            required("name", name);
        }

        /** One that a backend reads by itself. */
        public ConsumerGroup(String name) {
            this(name, null, null);
        }

        /** One that gateways deliver, or a backend reads by itself. */
        public ConsumerGroup(String name, @Nullable Push push) {
            this(name, push, null);
        }
    }

    /**
     * When an entry that a consumer has not acknowledged is taken from it.
     *
     * @param idle time since it was given to that consumer
     * @param maxDeliveries deliveries after which it becomes a dead letter
     */
    public record Reclaim(Duration idle, int maxDeliveries) {
        public Reclaim {
            required("idle", idle);
        }
    }

    /**
     * How a backend is called with a group's messages.
     *
     * @param url where they are posted to
     * @param maxInFlight calls at a time, of all gateways together
     * @param maxDeliveries calls for one message before it goes to the dead letters
     * @param timeout of a call, until the whole answer is there
     * @param firstBackoff wait after the first call that failed; it doubles with each
     * @param maxBackoff wait at most
     * @param contentType media type of the messages
     * @param maxBlockedPerKey messages of one key that wait in line before the partition waits
     * @param signingKeyFile file with the keys that calls are signed with, one a line; null for no signature
     * @param caFile PEM certificates to check the backend's against; null for those of the Java runtime
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Push(
            URI url,
            int maxInFlight,
            int maxDeliveries,
            Duration timeout,
            Duration firstBackoff,
            Duration maxBackoff,
            String contentType,
            int maxBlockedPerKey,
            @Nullable String signingKeyFile,
            @Nullable String caFile) {
        /** One without Secrets. */
        public Push(
                URI url,
                int maxInFlight,
                int maxDeliveries,
                Duration timeout,
                Duration firstBackoff,
                Duration maxBackoff,
                String contentType,
                int maxBlockedPerKey) {
            this(
                    url,
                    maxInFlight,
                    maxDeliveries,
                    timeout,
                    firstBackoff,
                    maxBackoff,
                    contentType,
                    maxBlockedPerKey,
                    null,
                    null);
        }

        public Push {
            required("url", url, "timeout", timeout, "firstBackoff", firstBackoff, "maxBackoff", maxBackoff);
            required("contentType", contentType);
        }
    }

    /** What becomes of a message when a stream is full. */
    public enum WhenFull {
        REJECT,
        DROP_OLDEST
    }

    /**
     * Who may open a socket.
     *
     * @param anonymous whether clients without a token may
     * @param jwt how tokens are checked; null accepts none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Authentication(
            boolean anonymous, @Nullable Jwt jwt) {}

    /**
     * How tokens are checked. Exactly one of the first three is set.
     *
     * @param secretFile shared secret of HS256, raw bytes
     * @param publicKeyFile PEM public key of RS256 or ES256
     * @param jwksUrl URL of a JSON Web Key Set
     * @param issuer required claim {@code iss}, or null
     * @param audience required member of the claim {@code aud}, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Jwt(
            @Nullable String secretFile,
            @Nullable String publicKeyFile,
            @Nullable String jwksUrl,
            @Nullable String issuer,
            @Nullable String audience) {}

    /** What one client, and one pod, may use; see the fields of the same names in the custom resource. */
    public record Limits(
            int messageBytes,
            int apiRequestBytes,
            int queueBytes,
            int subscriptionsPerConnection,
            int connectionsPerPod) {}

    /** When a silent client is given up; see the fields of the same names in the custom resource. */
    public record Timeouts(Duration handshake, Duration pingInterval, Duration pongTimeout, Duration apiIdle) {
        public Timeouts {
            required(
                    "handshake",
                    handshake,
                    "pingInterval",
                    pingInterval,
                    "pongTimeout",
                    pongTimeout,
                    "apiIdle",
                    apiIdle);
        }
    }

    /** What to listen on. */
    public record Ports(int websocket, int api) {}

    /**
     * How clients are moved away before the process ends.
     *
     * @param period time over which all connections of all gateways would be moved; it gives the rate
     * @param handOver whether connections are moved to gateways that came to be; a file that does not say means they are
     */
    public record Drain(Duration period, Boolean handOver) {
        /** That of a file which says nothing. */
        static final Drain DEFAULT = new Drain(Duration.ofSeconds(30));

        public Drain {
            required("period", period);
            handOver = handOver == null || handOver;
        }

        /** One that hands over. */
        public Drain(Duration period) {
            this(period, true);
        }
    }

    /**
     * What backends are told of connections and channels.
     *
     * @param stream one of the configuration's streams
     * @param events which events
     * @param namespaces of which channels; empty for all
     */
    public record LifecycleEvents(String stream, Set<LifecycleEvent> events, Set<String> namespaces) {
        public LifecycleEvents {
            required("stream", stream);
            events = events == null ? Set.of() : sorted(events);
            namespaces = namespaces == null ? Set.of() : sorted(namespaces);
        }

        // Equal configurations have equal texts.
        private static <T extends Comparable<T>> Set<T> sorted(Set<T> set) {
            return Collections.unmodifiableSet(new TreeSet<>(set));
        }
    }

    /** What can happen to connections and channels; see the custom resource. */
    public enum LifecycleEvent {
        CONNECTED,
        DISCONNECTED,
        SUBSCRIBED,
        UNSUBSCRIBED,
        OCCUPIED,
        VACATED
    }

    /** Who may subscribe or publish to a channel. */
    public enum Access {
        NOBODY,
        OWNER,
        TOKEN,
        ANYONE
    }

    /** Whether clients may be sent differences between publications. */
    public enum Delta {
        NONE,
        FOSSIL
    }

    /** Which subscribers are told who comes to a channel and who goes. */
    public enum JoinLeave {
        NONE,
        ON_REQUEST,
        ALWAYS
    }

    /** What happens to a client for which too much waits. */
    public enum SlowPolicy {
        CLOSE,
        UNSUBSCRIBE,
        CONFLATE
    }

    /** What a client that subscribes is sent of the history. */
    public enum RecoveryMode {
        STREAM,
        CACHE
    }

    /** What a publication's data may be. */
    public enum DataFormat {
        JSON,
        BINARY
    }

    /** Which clients may send to a stream. */
    public enum Sender {
        AUTHENTICATED,
        ANYONE,
        NOBODY
    }

    /**
     * Reads a configuration file's text. A field that is unknown is ignored: during a roll-out a pod of the older version
     * may start with the file of the newer operator.
     *
     * @throws IllegalArgumentException when it is no JSON, or lacks a field; the message says which
     */
    public static GatewayConfig parse(String json) {
        try {
            return READER.readValue(json);
        } catch (JsonProcessingException e) {
            // What is wrong inside of an object comes wrapped, with the same told twice.
            JsonProcessingException first = e.getCause() instanceof JsonProcessingException cause ? cause : e;
            String place = first.getLocation() == null
                    ? ""
                    : " at " + first.getLocation().offsetDescription();
            throw new IllegalArgumentException(FILE + ": " + first.getOriginalMessage() + place, e);
        }
    }

    private static void required(@Nullable Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] == null) {
                throw new IllegalArgumentException("'" + namesAndValues[i] + "' is missing");
            }
        }
    }

    /** The configuration file's text; equal records give equal texts. */
    public String toJson() {
        try {
            return WRITER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a configuration of plain values is always written", e);
        }
    }
}
