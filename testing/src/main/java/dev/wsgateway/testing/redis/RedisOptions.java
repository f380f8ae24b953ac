package dev.wsgateway.testing.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server is started.
 *
 * @param program what it is
 * @param persistence when it writes to its append-only file
 * @param user whom the default user's place is taken by; null for the default user without a password
 * @param tls its certificate, when it speaks TLS only; null for none
 * @param arguments further ones of redis-server, such as {@code --maxmemory 10mb}
 * @param environment further variables of its environment, such as those of libfaketime
 */
public record RedisOptions(
        RedisProgram program,
        Persistence persistence,
        @Nullable User user,
        @Nullable ServerCertificate tls,
        List<String> arguments,
        Map<String, String> environment) {

    /** When a write is on the disk. */
    public enum Persistence {
        /** Never: a restart is empty. */
        NONE,
        /** Before it is answered. */
        ALWAYS,
        /** Within about a second. */
        EVERYSEC
    }

    /** One who may do everything; the default user is off beside it unless it is the default user. */
    public record User(String name, String password) {}

    /** The program of this run, writing always, open to all. */
    public static RedisOptions standard() {
        return new RedisOptions(RedisProgram.ofThisRun(), Persistence.ALWAYS, null, null, List.of(), Map.of());
    }

    public RedisOptions on(RedisProgram other) {
        return new RedisOptions(other, persistence, user, tls, arguments, environment);
    }

    public RedisOptions persisting(Persistence other) {
        return new RedisOptions(program, other, user, tls, arguments, environment);
    }

    /** Only this user can log in. */
    public RedisOptions onlyFor(String name, String password) {
        return new RedisOptions(program, persistence, new User(name, password), tls, arguments, environment);
    }

    /** It speaks TLS only, with a certificate that is its own authority. */
    public RedisOptions withTls(ServerCertificate certificate) {
        return new RedisOptions(program, persistence, user, certificate, arguments, environment);
    }

    /** With further arguments of redis-server. */
    public RedisOptions with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new RedisOptions(program, persistence, user, tls, List.copyOf(all), environment);
    }

    /** With further variables of its environment. */
    public RedisOptions withEnvironment(Map<String, String> variables) {
        return new RedisOptions(program, persistence, user, tls, arguments, Map.copyOf(variables));
    }

    /** The command line for a port; all but where the data is. */
    List<String> command(int port) {
        List<String> command = new ArrayList<>(List.of(program.path().toString(), "--bind", "127.0.0.1"));
        command.addAll(List.of("--repl-diskless-sync-delay", "0"));
        command.addAll(portArguments(port));
        command.addAll(List.of("--save", ""));
        if (persistence != Persistence.NONE) {
            command.addAll(List.of("--appendonly", "yes"));
            command.addAll(List.of("--appendfsync", persistence.name().toLowerCase(Locale.ROOT)));
        }
        command.addAll(userArguments());
        command.addAll(arguments);
        return command;
    }

    /** Where it listens: options of the command line and their values by turns. */
    List<String> portArguments(int port) {
        if (tls == null) {
            return List.of("--port", Integer.toString(port));
        }
        List<String> all = new ArrayList<>(List.of("--port", "0", "--tls-port", Integer.toString(port)));
        all.addAll(List.of("--tls-cert-file", tls.certificate().toString()));
        all.addAll(List.of("--tls-key-file", tls.key().toString()));
        all.addAll(List.of("--tls-ca-cert-file", tls.certificate().toString()));
        all.addAll(List.of("--tls-auth-clients", "no", "--tls-replication", "yes"));
        return all;
    }

    private List<String> userArguments() {
        if (user == null) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        if (!user.name().equals("default")) {
            all.addAll(List.of("--user", "default", "off"));
        }
        all.addAll(List.of("--user", user.name(), "on", ">" + user.password(), "~*", "&*", "+@all"));
        all.addAll(List.of("--masteruser", user.name(), "--masterauth", user.password()));
        return all;
    }
}
