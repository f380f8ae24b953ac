package dev.wsgateway.gateway.redis;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** User and password from a mounted Secret, read at each login, so that a reconnect takes up a changed one. */
record FileCredentials(Path directory) implements RedisCredentialsProvider {

    @Override
    public Mono<RedisCredentials> resolveCredentials() {
        return Mono.fromCallable(() -> RedisCredentials.just(read("username"), read("password")));
    }

    private @Nullable String read(String key) {
        Path file = directory.resolve(key);
        try {
            return Files.exists(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
