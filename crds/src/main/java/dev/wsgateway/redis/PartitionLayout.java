package dev.wsgateway.redis;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is split into partitions, now and before. When their number changes, a new version with partitions of its
 * own takes the entries from then on, and those of the version before are sealed; a number is never given to a partition
 * twice. A consumer group reads a version only after it has acknowledged all of the versions before, which keeps the order
 * of each key. The operator writes it into {@link RedisNames#layouts} as JSON.
 *
 * <p>Where Redis has none, {@link #initial} holds.
 *
 * @param versions those that are still there, the oldest first; the last one takes entries
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PartitionLayout(List<Version> versions) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One split of a stream.
     *
     * @param version from 1 on
     * @param first number of its first partition
     * @param partitions how many there are; their numbers follow each other
     * @param sealedAt when the next version came into force, Unix time in milliseconds of Redis; null for the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Version(
            int version,
            int first,
            int partitions,
            @Nullable Long sealedAt) {
        public Version {
            if (version < 1 || first < 0 || partitions < 1) {
                throw new IllegalArgumentException("version " + version + " with " + partitions
                        + " partitions from number " + first + " makes no sense");
            }
        }

        /** The partition that the entries of a key belong to: CRC-16/XMODEM of the key in UTF-8, modulo their number. */
        public int partitionOf(String key) {
            return first + Crc16.of(key) % partitions;
        }

        /** The numbers of its partitions. */
        public IntStream numbers() {
            return IntStream.range(first, first + partitions);
        }
    }

    public PartitionLayout {
        versions = List.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("a layout has one version at least");
        }
    }

    /** That of a stream which was never split otherwise. */
    public static PartitionLayout initial(int partitions) {
        return new PartitionLayout(List.of(new Version(1, 0, partitions, null)));
    }

    /** The version that takes entries. */
    @JsonIgnore
    public Version current() {
        return versions.getLast();
    }

    /** The version that may come after the current one; its partitions must be made before it comes into force. */
    public Version following(int partitions) {
        Version current = current();
        return new Version(current.version() + 1, current.first() + current.partitions(), partitions, null);
    }

    /**
     * The layout with a further version in force.
     *
     * @param now Unix time in milliseconds
     */
    public PartitionLayout advance(Version next, long now) {
        List<Version> all = new ArrayList<>(versions.subList(0, versions.size() - 1));
        Version last = current();
        all.add(new Version(last.version(), last.first(), last.partitions(), now));
        all.add(next);
        return new PartitionLayout(all);
    }

    /** The layout without a version that nobody needs any more. */
    public PartitionLayout without(Version old) {
        return new PartitionLayout(
                versions.stream().filter(version -> !version.equals(old)).toList());
    }

    /**
     * The version that a consumer group may read.
     *
     * @param finished the last version that it has acknowledged as a whole; 0 for none
     */
    public Version reading(int finished) {
        return versions.stream()
                .filter(version -> version.version() > finished)
                .findFirst()
                .orElse(current());
    }

    /**
     * Reads a layout.
     *
     * @throws IllegalArgumentException when the text is none
     */
    public static PartitionLayout parse(String json) {
        try {
            return JSON.readValue(json, PartitionLayout.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no layout of partitions: " + e.getOriginalMessage(), e);
        }
    }

    /** The layout as JSON; equal layouts give equal texts. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a layout of plain values is always written", e);
        }
    }
}
