package dev.wsgateway.gateway;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.config.GatewayConfig.Access;
import dev.wsgateway.config.GatewayConfig.DataFormat;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Configurations for tests: gateway {@code shop/chat}, on ports that the system chooses. */
public final class Configs {
    private Configs() {}

    /** One that declares little; change it with the builder. */
    public static Builder config(String redisUrl) {
        return new Builder(redisUrl);
    }

    /** Builds a configuration, starting from defaults like those of the custom resource. */
    public static final class Builder {
        private GatewayConfig.Redis redis;
        private List<GatewayConfig.Channel> channels = List.of(
                new GatewayConfig.Channel("news", Access.ANYONE, Access.NOBODY, DataFormat.JSON, null),
                new GatewayConfig.Channel("user", Access.OWNER, Access.NOBODY, DataFormat.JSON, null),
                new GatewayConfig.Channel("raw", Access.ANYONE, Access.NOBODY, DataFormat.BINARY, null));
        private List<GatewayConfig.Stream> streams =
                List.of(GatewayConfig.Stream.of("orders", GatewayConfig.Sender.ANYONE, 1000));
        private GatewayConfig.Authentication authentication = new GatewayConfig.Authentication(true, null);
        private int apiRequestBytes = 1 << 20;
        private Duration apiIdle = Duration.ofSeconds(75);
        private List<String> allowedOrigins = List.of("*");
        private int queueBytes = 1 << 20;
        private int connectionsPerPod = 10_000;
        private Duration handshake = Duration.ofSeconds(10);
        private Duration pingInterval = Duration.ofSeconds(25);
        private Duration pongTimeout = Duration.ofSeconds(10);
        private Duration drain = Duration.ofSeconds(30);
        private GatewayConfig.@Nullable LifecycleEvents lifecycleEvents;

        private Builder(String redisUrl) {
            this.redis = new GatewayConfig.Redis(redisUrl, null, null);
        }

        public Builder redis(GatewayConfig.Redis how) {
            redis = how;
            return this;
        }

        public Builder channels(List<GatewayConfig.Channel> all) {
            channels = all;
            return this;
        }

        public Builder streams(List<GatewayConfig.Stream> all) {
            streams = all;
            return this;
        }

        public Builder authentication(GatewayConfig.Authentication how) {
            authentication = how;
            return this;
        }

        public Builder apiRequestBytes(int bytes) {
            apiRequestBytes = bytes;
            return this;
        }

        public Builder apiIdle(Duration idle) {
            apiIdle = idle;
            return this;
        }

        public Builder allowedOrigins(String... origins) {
            allowedOrigins = List.of(origins);
            return this;
        }

        public Builder queueBytes(int bytes) {
            queueBytes = bytes;
            return this;
        }

        public Builder connectionsPerPod(int connections) {
            connectionsPerPod = connections;
            return this;
        }

        public Builder handshake(Duration time) {
            handshake = time;
            return this;
        }

        public Builder pings(Duration interval, Duration timeout) {
            pingInterval = interval;
            pongTimeout = timeout;
            return this;
        }

        public Builder drain(Duration period) {
            drain = period;
            return this;
        }

        public Builder lifecycleEvents(String stream, GatewayConfig.LifecycleEvent... events) {
            lifecycleEvents = new GatewayConfig.LifecycleEvents(stream, Set.of(events), Set.of());
            return this;
        }

        public GatewayConfig build() {
            return new GatewayConfig(
                    "shop",
                    "chat",
                    redis,
                    channels,
                    streams,
                    authentication,
                    "api/key",
                    allowedOrigins,
                    new GatewayConfig.Limits(65_536, apiRequestBytes, queueBytes, 128, connectionsPerPod),
                    new GatewayConfig.Timeouts(handshake, pingInterval, pongTimeout, apiIdle),
                    new GatewayConfig.Ports(0, 0),
                    new GatewayConfig.Drain(drain),
                    lifecycleEvents);
        }
    }
}
