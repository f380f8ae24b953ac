package dev.wsgateway.gateway.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.auth.Access;
import dev.wsgateway.gateway.auth.Identity;
import dev.wsgateway.gateway.protocol.Disconnect;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.protocol.Request;
import dev.wsgateway.gateway.protocol.Result;
import dev.wsgateway.gateway.stream.ClientMessage;
import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import dev.wsgateway.gateway.stream.StreamFullException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The commands rpc and send: messages to the backends. */
final class Appending {
    private Appending() {}

    static void rpc(
            ProtocolSession session,
            SessionContext context,
            Opening opening,
            long id,
            Request.Rpc request,
            Identity identity) {
        RpcMethod method;
        try {
            method = RpcMethod.parse(request.method());
        } catch (IllegalArgumentException e) {
            session.fail(id, ErrorCode.BAD_REQUEST, "bad request: " + e.getMessage());
            return;
        }
        String name = method.stream();
        GatewayConfig.Stream stream = context.settings().get().streams().get(name);
        if (stream == null) {
            session.fail(id, ErrorCode.METHOD_NOT_FOUND, "method not found: no such stream");
        } else if (!Access.mayAppend(stream, identity)) {
            session.fail(id, ErrorCode.PERMISSION_DENIED);
        } else {
            ClientMessage message =
                    message(context, request.data(), session, session.trace(), opening.labels(stream, method.labels()));
            session.await(append(context, name, message), (entry, failure) -> {
                if (failure == null) {
                    session.answer(id, new Result.Rpc(("{\"id\":\"" + entry + "\"}").getBytes(US_ASCII)));
                } else if (Failures.cause(failure) instanceof StreamFullException full) {
                    session.fail(id, ErrorCode.TOO_MANY_REQUESTS, "too many requests: " + full.getMessage());
                } else {
                    session.fail(id, failure);
                }
            });
        }
    }

    // There is no reply to say that the message was not kept, so the end of the connection says it.
    static void send(
            ProtocolSession session,
            SessionContext context,
            Opening opening,
            @Nullable String name,
            Request.Send request,
            Identity identity) {
        GatewayConfig.Stream stream =
                name == null ? null : context.settings().get().streams().get(name);
        if (stream == null) {
            session.end(Disconnect.NOT_AVAILABLE);
        } else if (!Access.mayAppend(stream, identity)) {
            session.end(Disconnect.PERMISSION_DENIED);
        } else {
            ClientMessage message =
                    message(context, request.data(), session, session.trace(), opening.labels(stream, Labels.NONE));
            session.await(append(context, stream.name(), message), (entry, failure) -> {
                if (failure != null) {
                    session.end(Disconnect.SERVER_ERROR);
                }
            });
        }
    }

    static ClientMessage message(
            SessionContext context, byte[] data, Session session, TraceContext trace, Labels labels) {
        return new ClientMessage(
                data, session.client(), session.user(), context.clock().millis(), trace.next(context.random()), labels);
    }

    /** Appends; a stream that is declared no more is a failure like others. */
    static CompletionStage<String> append(SessionContext context, String stream, ClientMessage message) {
        try {
            return context.streams().append(stream, message);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
