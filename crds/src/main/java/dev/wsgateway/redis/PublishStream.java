package dev.wsgateway.redis;

/**
 * The stream through which a backend publishes with nothing but a Redis client: its partitions, and the field names of an
 * entry. Values are strings in UTF-8, {@link #DATA} raw bytes. Fields that are not known are ignored.
 */
public final class PublishStream {
    /** Number of partitions. It never changes, so that a channel always belongs to the same one. */
    public static final int PARTITIONS = 16;

    /** Full name of the channel. */
    public static final String CHANNEL = "channel";

    /** What is published: a JSON text, or any bytes where the namespace is binary. */
    public static final String DATA = "data";

    /** JSON object of strings, optional. */
    public static final String TAGS = "tags";

    /** Names the publication, so that a second one with the same key is not published; optional. */
    public static final String IDEMPOTENCY_KEY = "idempotency_key";

    /** Names what the publication is about, optional. */
    public static final String KEY = "key";

    /** Number from 1 on: not published unless it is newer than the last one of its key; optional. */
    public static final String VERSION = "version";

    /** Names a life of the publisher's versions; optional. */
    public static final String VERSION_EPOCH = "version_epoch";

    /** In a dead letter, besides the fields of the entry: id that the entry had. */
    public static final String DEAD_ID = "dead.id";

    /** In a dead letter: what was wrong, for a person. */
    public static final String DEAD_REASON = "dead.reason";

    private PublishStream() {}

    /** Partition that a channel belongs to: CRC-16/XMODEM of its name in UTF-8, as Redis Cluster has it, modulo 16. */
    public static int partitionOf(String channel) {
        return Crc16.of(channel) % PARTITIONS;
    }
}
