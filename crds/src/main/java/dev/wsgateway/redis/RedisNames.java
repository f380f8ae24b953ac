package dev.wsgateway.redis;

/**
 * Every name that one {@code WebSocketGateway} uses in Redis. The part in braces is the hash tag (Redis Cluster
 * specification, "Hash tags"): names with the same tag are in the same slot, and a script touches one slot only.
 *
 * <p>Neither Kubernetes names nor stream names hold a brace, and {@link #isChannel} refuses one, so the tag always
 * ends where it is meant to and two names are never equal by accident. Immutable; any thread.
 *
 * @param namespace Kubernetes namespace of the custom resource
 * @param name name of the custom resource
 */
public record RedisNames(String namespace, String name) {

    /** Longest name of a channel, in characters, as Centrifugo has it. */
    public static final int MAX_CHANNEL_LENGTH = 255;

    /** Partition of a stream that is not split. */
    public static final int FIRST_PARTITION = 0;

    /**
     * Whether a text may be the name of a channel: a namespace, ':' and at least one character more; at most {@value
     * #MAX_CHANNEL_LENGTH} characters, none of them a brace, a space, a control character or half a surrogate pair.
     */
    public static boolean isChannel(String channel) {
        int colon = channel.indexOf(':');
        return colon > 0
                && colon < channel.length() - 1
                && channel.length() <= MAX_CHANNEL_LENGTH
                && channel.codePoints().noneMatch(RedisNames::isForbidden);
    }

    private static boolean isForbidden(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return c <= ' ' || c == '{' || c == '}' || c == 0x7f || surrogate;
    }

    /** The namespace of a channel for which {@link #isChannel} is true. */
    public static String channelNamespace(String channel) {
        return channel.substring(0, channel.indexOf(':'));
    }

    /** Redis Pub/Sub channel that carries the publications of a channel to the gateways. */
    public String publications(String channel) {
        return channelTag(channel) + "publications";
    }

    /** Whether a Redis Pub/Sub channel is one that {@link #publications} names. */
    public boolean isPublications(String redisChannel) {
        String start = channelTag("");
        return redisChannel.startsWith(start.substring(0, start.length() - 2))
                && redisChannel.endsWith("}:publications");
    }

    /** The channel whose publications a Redis Pub/Sub channel carries: the inverse of {@link #publications}. */
    public String channelOf(String publications) {
        return publications.substring(channelTag("").length() - 2, publications.length() - "}:publications".length());
    }

    /**
     * Stream with the publications that are kept of a channel, in a namespace with history. An entry's id is {@code
     * OFFSET-0}; its field {@code d} holds the publication. Written by the publish script only.
     */
    public String history(String channel) {
        return channelTag(channel) + "history";
    }

    /** Hash with the last offset and the epochs of a channel, in a namespace with history. */
    public String meta(String channel) {
        return channelTag(channel) + "meta";
    }

    /** String with the result of the publication that first came with an idempotency key; it expires. */
    public String idempotency(String channel, String key) {
        return channelTag(channel) + "idempotency:" + key;
    }

    /**
     * Hash with the version that was last published under each key of a channel: {@code VERSION SPACE EPOCH} by key, the
     * empty key for publications without one. Written by the publish script only.
     */
    public String versions(String channel) {
        return channelTag(channel) + "versions";
    }

    /** Sorted set of the keys in {@link #versions}, scored by the Unix time in milliseconds of their last publication. */
    public String versionAges(String channel) {
        return channelTag(channel) + "version-ages";
    }

    /** Stream with the messages of one partition. */
    public String entries(String stream, int partition) {
        return partitionTag(stream, partition) + "entries";
    }

    /**
     * Hash that remembers the consumer groups of one partition, beside its entries: group name to the id it was first
     * created at. A group that stands here and not in the stream was lost.
     */
    public String groups(String stream, int partition) {
        return partitionTag(stream, partition) + "groups";
    }

    /**
     * String that is there once a partition takes no entries any more: the version of the {@link PartitionLayout} that
     * does. It outlives the partition for a day.
     */
    public String seal(String stream, int partition) {
        return partitionTag(stream, partition) + "seal";
    }

    /**
     * String with the entry's id of the message that first came with an id of its own; it expires.
     *
     * @param scope whose id it is
     * @param id without spaces
     */
    public String messageId(String stream, int partition, String scope, String id) {
        return partitionTag(stream, partition) + "id:" + scope + " " + id;
    }

    /** Hash with the owner of one consumer group's share of a partition, and the fencing token of its ownership. */
    public String lease(String stream, int partition, String group) {
        return partitionTag(stream, partition) + "lease:" + group;
    }

    /**
     * Stream with the messages of one partition that could not be delivered to a consumer group: see {@link DeadLetter}.
     */
    public String dead(String stream, int partition, String group) {
        return partitionTag(stream, partition) + "dead:" + group;
    }

    /** Stream with dead letters of a partition that are to be delivered to their consumer group once more. */
    public String redriven(String stream, int partition, String group) {
        return partitionTag(stream, partition) + "redriven:" + group;
    }

    /** One partition of the stream through which backends publish, see {@link PublishStream}. */
    public String publishEntries(int partition) {
        return publishTag(partition) + "entries";
    }

    /** Stream with the entries of a partition of the publish stream that could not be published. */
    public String publishDead(int partition) {
        return publishTag(partition) + "dead";
    }

    /** Hash with the owner of a partition of the publish stream, and the fencing token of its ownership. */
    public String publishLease(int partition) {
        return publishTag(partition) + "lease";
    }

    /** Hash with the {@link PartitionLayout} of each stream, by the stream's name. */
    public String layouts() {
        return gatewayTag() + "layouts";
    }

    /**
     * Hash with the last version of a {@link PartitionLayout} that a consumer group has acknowledged as a whole, by {@code
     * STREAM GROUP}.
     */
    public String finished() {
        return gatewayTag() + "finished";
    }

    /**
     * Hash with the gateways that keep connections or channels in a shard of the lifecycle events: the number of the last
     * batch by the name of the {@code incarnation}, or {@code gone} while what one left is told to have ended.
     */
    public String lifecycleGateways(int shard) {
        return lifecycleTag(shard) + "gateways";
    }

    /** Stream with the lifecycle events of a shard that wait for their way into the stream of the user's choice. */
    public String lifecycleOutbox(int shard) {
        return lifecycleTag(shard) + "outbox";
    }

    /** Hash with the connections that a gateway has told of in a shard: their users by their ids. */
    public String lifecycleClients(int shard, String incarnation) {
        return lifecycleTag(shard) + "clients:" + incarnation;
    }

    /** Set of the channels of a shard that a gateway has subscribers of. */
    public String lifecycleChannels(int shard, String incarnation) {
        return lifecycleTag(shard) + "channels:" + incarnation;
    }

    /** Hash with the number of gateways that have subscribers of a channel, by the channel. */
    public String lifecycleOccupied(int shard) {
        return lifecycleTag(shard) + "occupied";
    }

    /** Number of events of a shard that were lost and are to be told as lost. */
    public String lifecycleLost(int shard) {
        return lifecycleTag(shard) + "lost";
    }

    /** Hash with the owner of a shard of the lifecycle events, and the fencing token of its ownership. */
    public String lifecycleLease(int shard) {
        return lifecycleTag(shard) + "lease";
    }

    /** Hash of the gateway processes that may own partitions: a name that is never given again, to its latest beat. */
    public String members() {
        return gatewayTag() + "members";
    }

    /** Sorted set of the gateways that report: node name, scored by the Unix time in milliseconds of its last report. */
    public String gateways() {
        return gatewayTag() + "gateways";
    }

    /** Latest {@link GatewayReport} of one gateway, a JSON string that expires. */
    public String report(String node) {
        return gatewayTag() + "report:" + node;
    }

    /** Hash with the pace at which the gateways that are about to end move their connections away; it expires. */
    public String drain() {
        return gatewayTag() + "drain";
    }

    /** Redis Pub/Sub channel that gateways give each other orders on, such as to disconnect a user. */
    public String control() {
        return gatewayTag() + "control";
    }

    /** Redis Pub/Sub channel for answers to one gateway. */
    public String control(String node) {
        return gatewayTag() + "control:" + node;
    }

    /** Glob-style pattern, as Redis' SCAN takes it, of every key that this class names, and of no other gateway's. */
    public String allKeys() {
        return "wsg:{" + namespace + "/" + name + "[/}]*";
    }

    private String gatewayTag() {
        return "wsg:{" + namespace + "/" + name + "}:";
    }

    private String channelTag(String channel) {
        return "wsg:{" + namespace + "/" + name + "/c/" + channel + "}:";
    }

    private String publishTag(int partition) {
        return "wsg:{" + namespace + "/" + name + "/p/" + partition + "}:";
    }

    private String lifecycleTag(int shard) {
        return "wsg:{" + namespace + "/" + name + "/e/" + shard + "}:";
    }

    private String partitionTag(String stream, int partition) {
        return "wsg:{" + namespace + "/" + name + "/s/" + stream + "/" + partition + "}:";
    }
}
