package dev.wsgateway.gateway.api;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;

import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.settings.Settings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: reads a request, has it answered, then reads the next, so that answers keep the order of pipelined
 * requests and a client that does not read its answers is not read from either. Belongs to its event loop.
 *
 * <p>A request is refused as soon as its head, or too many bytes of it, are there; the rest of its body is read and
 * dropped, so that a client that sends before it reads gets the answer.
 */
final class ApiConnection extends ChannelInboundHandlerAdapter {
    /** Event that asks the connection to close as soon as nothing is asked of it. */
    static final Object DRAIN = new Object();

    private static final Logger log = LoggerFactory.getLogger(ApiConnection.class);
    /** How long the rest of a refused request is read. */
    private static final Duration DROP = Duration.ofSeconds(30);

    private final Router router;
    private final Supplier<Settings> settings;
    private final GatewayMetrics metrics;
    private State state = new State.Waiting();
    private boolean wanting;
    private boolean draining;
    private @Nullable Future<?> timeout;

    ApiConnection(Router router, Supplier<Settings> settings, GatewayMetrics metrics) {
        this.router = router;
        this.settings = settings;
        this.metrics = metrics;
    }

    private sealed interface State {
        /** For a request. */
        record Waiting() implements State {}

        /** A request's body comes in. */
        record Receiving(Endpoint endpoint, ByteArrayOutputStream body, int limit) implements State {}

        /** A request was refused, the rest of its body comes in. */
        record Dropping() implements State {}

        /** A request is being answered. */
        record Answering() implements State {}
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        expect(ctx);
    }

    // Reads on, within the time that the next request, or the rest of this one, may take.
    private void expect(ChannelHandlerContext ctx) {
        closeAfter(ctx, settings.get().config().timeouts().apiIdle());
        more(ctx);
    }

    private void closeAfter(ChannelHandlerContext ctx, Duration time) {
        stopTimeout();
        timeout = ctx.executor()
                .schedule(
                        () -> {
                            var _ = ctx.close();
                        },
                        time.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    // Asks for one message more.
    private void more(ChannelHandlerContext ctx) {
        wanting = true;
        ctx.read();
    }

    // What was read had no message in it, and the flow control handler has forgotten that one was asked for.
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (wanting) {
            ctx.read();
        }
    }

    private void stopTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        wanting = false;
        try {
            if (message instanceof HttpRequest head) {
                begin(ctx, head);
            }
            if (message instanceof HttpContent content) {
                receive(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            refuseMalformed(ctx, head.decoderResult().cause());
            return;
        }
        switch (router.route(head)) {
            case Router.Route.Refused(HttpAnswer answer) -> refuse(ctx, head, answer);
            case Router.Route.Accepted(Endpoint endpoint) -> accept(ctx, head, endpoint);
        }
        more(ctx);
    }

    private void accept(ChannelHandlerContext ctx, HttpRequest head, Endpoint endpoint) {
        int limit = settings.get().config().limits().apiRequestBytes();
        if (HttpUtil.getContentLength(head, 0L) > limit) {
            refuse(ctx, head, tooLarge(limit));
            return;
        }
        if (HttpUtil.is100ContinueExpected(head)) {
            var _ = ctx.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE), ctx.voidPromise());
        }
        state = new State.Receiving(endpoint, new ByteArrayOutputStream(), limit);
    }

    private void receive(ChannelHandlerContext ctx, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            refuseMalformed(ctx, content.decoderResult().cause());
            return;
        }
        boolean last = content instanceof LastHttpContent;
        switch (state) {
            case State.Receiving receiving -> {
                if (receiving.body.size() + content.content().readableBytes() > receiving.limit) {
                    answerNow(ctx, tooLarge(receiving.limit), false);
                    drop(ctx);
                    next(ctx, last);
                    return;
                }
                append(receiving.body, content.content());
                if (last) {
                    answer(ctx, receiving.endpoint, receiving.body.toByteArray());
                } else {
                    more(ctx);
                }
            }
            case State.Dropping _, State.Waiting _, State.Answering _ -> next(ctx, last);
        }
    }

    private void next(ChannelHandlerContext ctx, boolean last) {
        if (!last) {
            more(ctx);
            return;
        }
        state = new State.Waiting();
        if (draining) {
            var _ = ctx.close();
        } else {
            expect(ctx);
        }
    }

    private static void append(ByteArrayOutputStream body, ByteBuf bytes) {
        try {
            bytes.readBytes(body, bytes.readableBytes());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
    }

    private void answer(ChannelHandlerContext ctx, Endpoint endpoint, byte[] body) {
        state = new State.Answering();
        stopTimeout();
        long begin = System.nanoTime();
        endpoint.answer()
                .apply(body)
                .exceptionally(failure -> {
                    log.atError()
                            .setCause(failure)
                            .addKeyValue("method", endpoint.name())
                            .log("a request failed by a defect of the gateway");
                    return HttpAnswer.refusal(
                            INTERNAL_SERVER_ERROR, ErrorCode.INTERNAL, "a defect of the gateway; its log has more");
                })
                .thenAcceptAsync(
                        answer -> {
                            metrics.apiRequest(
                                    endpoint.name(), answer.code(), Duration.ofNanos(System.nanoTime() - begin));
                            answerNow(ctx, answer, draining);
                            next(ctx, true);
                        },
                        ctx.executor());
    }

    private void refuse(ChannelHandlerContext ctx, HttpRequest head, HttpAnswer answer) {
        metrics.apiRequest("refused", answer.code(), Duration.ZERO);
        // Whoever waits for "100 Continue" may send the body nevertheless, or not: only a new connection is clear.
        answerNow(ctx, answer, HttpUtil.is100ContinueExpected(head));
        drop(ctx);
    }

    private void drop(ChannelHandlerContext ctx) {
        state = new State.Dropping();
        closeAfter(ctx, DROP);
    }

    private void refuseMalformed(ChannelHandlerContext ctx, Throwable cause) {
        HttpResponseStatus status = switch (cause) {
            case TooLongHttpLineException _ -> REQUEST_URI_TOO_LONG;
            case TooLongHttpHeaderException _ -> REQUEST_HEADER_FIELDS_TOO_LARGE;
            default -> BAD_REQUEST;
        };
        metrics.apiRequest("refused", status.code(), Duration.ZERO);
        answerNow(
                ctx, HttpAnswer.refusal(status, ErrorCode.BAD_REQUEST, "malformed HTTP: " + cause.getMessage()), true);
    }

    private static HttpAnswer tooLarge(int limit) {
        return HttpAnswer.refusal(
                REQUEST_ENTITY_TOO_LARGE,
                ErrorCode.LIMIT_EXCEEDED,
                "the body has more than " + limit + " bytes: send less at a time, or raise limits.apiRequestBytes");
    }

    private static void answerNow(ChannelHandlerContext ctx, HttpAnswer answer, boolean close) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach(response.headers()::set);
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        } else {
            var _ = ctx.writeAndFlush(response, ctx.voidPromise());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN) {
            draining = true;
            if (state instanceof State.Waiting) {
                var _ = ctx.close();
            }
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimeout();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.atDebug().addKeyValue("error", cause.getMessage()).log("an API connection broke");
        } else {
            log.atError().setCause(cause).log("an API connection failed by a defect of the gateway");
        }
        var _ = ctx.close();
    }
}
