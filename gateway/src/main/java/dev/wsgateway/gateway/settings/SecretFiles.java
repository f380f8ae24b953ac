package dev.wsgateway.gateway.settings;

import dev.wsgateway.config.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets that a configuration names, as they were on disk at one moment. Immutable by agreement: nobody writes to
 * an array.
 */
public final class SecretFiles {
    /** No Secret at all. */
    public static final SecretFiles NONE = new SecretFiles(Map.of());

    private final Map<String, byte[]> contents;
    private final Map<String, String> versions;

    /** Makes them from their contents by path. */
    public SecretFiles(Map<String, byte[]> contents) {
        this.contents = Map.copyOf(contents);
        Map<String, String> hashes = new TreeMap<>();
        contents.forEach((path, content) -> hashes.put(path, Version.of(content)));
        this.versions = Map.copyOf(hashes);
    }

    /** Content of a file by its path in the configuration; null where there is no such file. */
    public byte @Nullable [] get(String path) {
        return contents.get(path);
    }

    /** SHA-256 (hex, first 16 digits) of each file that is there, by its path in the configuration. */
    public Map<String, String> versions() {
        return versions;
    }

    /** Reads the files that a configuration names; one that does not exist is left out. */
    static SecretFiles read(Path directory, GatewayConfig config) {
        Map<String, byte[]> contents = new TreeMap<>();
        paths(config).forEach(path -> {
            try {
                contents.put(path, Files.readAllBytes(directory.resolve(path)));
            } catch (NoSuchFileException e) {
                // Whoever needs it says so: a user name, for one, is often not there.
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + directory.resolve(path), e);
            }
        });
        return new SecretFiles(contents);
    }

    private static Stream<@Nullable String> login(@Nullable String directory) {
        return directory == null ? Stream.empty() : Stream.of(directory + "/username", directory + "/password");
    }

    private static Stream<String> paths(GatewayConfig config) {
        GatewayConfig.Redis redis = config.redis();
        GatewayConfig.Jwt jwt = config.authentication().jwt();
        Stream<@Nullable String> redisFiles = Stream.of(
                        login(redis.credentialsDirectory()),
                        login(redis.sentinelCredentialsDirectory()),
                        Stream.of(redis.caFile()))
                .flatMap(files -> files);
        Stream<@Nullable String> jwtFiles =
                jwt == null ? Stream.empty() : Stream.of(jwt.secretFile(), jwt.publicKeyFile());
        Stream<@Nullable String> pushFiles = config.streams().stream()
                .flatMap(stream -> stream.consumerGroups().stream())
                .map(GatewayConfig.ConsumerGroup::push)
                .flatMap(push -> push == null ? Stream.empty() : Stream.of(push.signingKeyFile(), push.caFile()));
        return Stream.of(redisFiles, jwtFiles, Stream.of(config.apiKeysFile()), pushFiles)
                .flatMap(files -> files)
                .flatMap(Stream::ofNullable);
    }
}
