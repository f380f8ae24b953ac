package dev.wsgateway.gateway.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A Lua script, sent by its digest and, where the server doesn't know that yet, in full. Any thread. */
public final class Script {
    private final String text;
    private final String digest;

    private Script(String text) {
        this.text = text;
        try {
            digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }

    /** Reads a script from a resource beside a class. */
    public static Script of(Class<?> owner, String resource) {
        return new Script(text(owner, resource));
    }

    /** Reads a script with another one in it, in the place of its line {@code -- NAME} with the name of that resource. */
    public static Script of(Class<?> owner, String outer, String inner) {
        return new Script(text(owner, outer).replace("\n-- " + inner + "\n", "\n" + text(owner, inner)));
    }

    private static String text(Class<?> owner, String resource) {
        try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs it.
     *
     * @return the reply's elements, integers as {@link Long} and strings as {@code byte[]}; fails with {@link
     *     RedisUnavailableException}
     */
    public CompletionStage<List<Object>> run(RedisLink redis, String[] keys, byte[]... arguments) {
        return redis.call(commands -> on(commands, keys, arguments));
    }

    /**
     * Runs it, and waits until replicas or the disk have what it wrote.
     *
     * @return as that of {@link #run}; a failure may be that it has run, but is not known to be there
     */
    public CompletionStage<List<Object>> run(
            RedisLink redis, GatewayConfig.Durability durability, String[] keys, byte[]... arguments) {
        int bytes =
                Arrays.stream(arguments).mapToInt(argument -> argument.length).sum();
        return redis.callDurably(keys[0], durability, bytes, commands -> on(commands, keys, arguments));
    }

    private CompletionStage<List<Object>> on(
            RedisClusterAsyncCommands<String, byte[]> commands, String[] keys, byte[]... arguments) {
        return commands.<List<Object>>evalsha(digest, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(e -> isUnknown(e)
                        ? commands.eval(text, ScriptOutputType.MULTI, keys, arguments)
                        : CompletableFuture.failedFuture(e));
    }

    // NOSCRIPT says that nothing has run, so sending it in full repeats nothing.
    private static boolean isUnknown(Throwable e) {
        return e instanceof RedisNoScriptException || e.getCause() instanceof RedisNoScriptException;
    }
}
