package dev.wsgateway.gateway.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when a connection to Redis is lost, and when it is back. */
final class ConnectionLog implements RedisConnectionStateListener {
    private static final Logger log = LoggerFactory.getLogger(ConnectionLog.class);

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        log.atInfo().addKeyValue("address", address).log("a connection to Redis is up");
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        log.atWarn().log("a connection to Redis is lost; connecting again in the background");
    }
}
