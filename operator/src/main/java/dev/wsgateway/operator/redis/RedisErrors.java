package dev.wsgateway.operator.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Names what went wrong (Redis documentation, "RESP protocol": the first word of an error is its kind). */
final class RedisErrors {
    private RedisErrors() {}

    static RedisObservation.Unavailable unavailable(String url, Throwable error) {
        RedisProblem problem = problem(error);
        String detail = detail(error);
        return new RedisObservation.Unavailable(
                problem,
                switch (problem) {
                    case UNREACHABLE ->
                        "Redis at " + url + " cannot be reached (" + detail
                                + "): check spec.redis.url, the server and the network policies between";
                    case TLS_FAILED ->
                        "no TLS with Redis at " + url + " (" + detail
                                + "): check that it speaks TLS, and that spec.redis.caSecretRef holds its CA's"
                                + " certificate";
                    case AUTHENTICATION_FAILED ->
                        "Redis at " + url + " refuses the login (" + detail
                                + "): check the keys 'username' and 'password' of the Secret named by"
                                + " spec.redis.credentialsSecretRef";
                    case NOT_PERMITTED -> "the user at " + url + " lacks a right (" + detail + "): extend its ACL rule";
                    case VERSION_UNSUPPORTED, WRONG_TYPE, COMMAND_FAILED -> "Redis at " + url + " answered: " + detail;
                });
    }

    static RedisProblem problem(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return RedisProblem.TLS_FAILED;
            }
            if (cause instanceof RedisCommandExecutionException && cause.getMessage() != null) {
                return ofReply(cause.getMessage());
            }
        }
        return RedisProblem.UNREACHABLE;
    }

    /** Whether a failure to connect says neither what the server answered nor what the network did. */
    static boolean hidesItsReason(RedisConnectionException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    || cause instanceof RedisCommandExecutionException
                    || cause instanceof RedisCommandTimeoutException
                    || cause instanceof GeneralSecurityException) {
                return false;
            }
        }
        return true;
    }

    /** Whether a server can't serve now, whatever it is asked: it is a replica, still loading, or a slot is nowhere. */
    static boolean isOfTheServer(RedisCommandExecutionException error) {
        String reply = String.valueOf(error.getMessage());
        return Stream.of("READONLY", "LOADING", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN")
                .anyMatch(reply::startsWith);
    }

    private static RedisProblem ofReply(String reply) {
        if (reply.startsWith("WRONGPASS")
                || reply.startsWith("NOAUTH")
                || reply.contains("without any password configured")
                || reply.contains("invalid password")) {
            return RedisProblem.AUTHENTICATION_FAILED;
        }
        if (reply.startsWith("NOPERM")) {
            return RedisProblem.NOT_PERMITTED;
        }
        return reply.startsWith("WRONGTYPE") ? RedisProblem.WRONG_TYPE : RedisProblem.COMMAND_FAILED;
    }

    /** The innermost message: the outer ones only name the classes that passed it on. */
    static String detail(Throwable error) {
        String detail = error.getClass().getSimpleName();
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                detail = cause instanceof IOException || cause instanceof RedisCommandExecutionException
                        ? message
                        : cause.getClass().getSimpleName() + ": " + message;
            }
        }
        return detail;
    }
}
