package dev.wsgateway.gateway.drain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.Script;
import dev.wsgateway.redis.RedisNames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rate for all gateways of a {@code WebSocketGateway} that end: each reserves the next free moments in Redis. While
 * Redis does not answer a gateway keeps to its {@link OwnShare}.
 *
 * <p>No moment stays unused while somebody wants it, and there are never more connections to move than the rate moves in
 * one period: so each gateway is done within a period of its own start.
 */
final class SharedPace implements Pace {
    private static final Logger log = LoggerFactory.getLogger(SharedPace.class);
    private static final Script RESERVE = Script.of(SharedPace.class, "reserve.lua");
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** After a failure Redis is left alone for so long: waiting for it would slow the drain down. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private final RedisLink redis;
    private final RedisNames names;
    private final Ticker ticker;
    private final double perSecond;
    private final OwnShare ownShare;
    private long nextTry;

    /**
     * A pace.
     *
     * @param perSecond rate of all gateways together; the highest that one of them wants is in force
     */
    SharedPace(RedisLink redis, RedisNames names, Ticker ticker, double perSecond, OwnShare ownShare) {
        this.redis = redis;
        this.names = names;
        this.ticker = ticker;
        this.perSecond = perSecond;
        this.ownShare = ownShare;
        this.nextTry = ticker.nanos();
    }

    @Override
    public Grant next(int most) throws InterruptedException {
        Grant shared = ticker.nanos() - nextTry >= 0 ? reserve(most) : null;
        if (shared == null) {
            return ownShare.next(most);
        }
        ownShare.skipTo(shared.end());
        return shared;
    }

    private @Nullable Grant reserve(int most) throws InterruptedException {
        try {
            List<Object> reply = RESERVE.run(
                            redis,
                            new String[] {names.drain()},
                            text(perSecond),
                            text(most),
                            text(OwnShare.WINDOW.toMillis()))
                    .toCompletableFuture()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            long micros = (Long) reply.get(0);
            int count = Math.toIntExact((Long) reply.get(1));
            double rate = Double.parseDouble(new String((byte[]) reply.get(2), US_ASCII));
            return new Grant(ticker.nanos() + TimeUnit.MICROSECONDS.toNanos(micros), count, rate);
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn()
                    .addKeyValue("error", String.valueOf(e.getMessage()))
                    .log("Redis does not pace the drain; keeping to this gateway's own share");
            nextTry = ticker.nanos() + AWAY.toNanos();
            return null;
        }
    }

    private static byte[] text(Object value) {
        return value.toString().getBytes(US_ASCII);
    }
}
