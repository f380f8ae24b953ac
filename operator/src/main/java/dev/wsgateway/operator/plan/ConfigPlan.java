package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Channel;
import dev.wsgateway.api.v1alpha1.Durability;
import dev.wsgateway.api.v1alpha1.History;
import dev.wsgateway.api.v1alpha1.Jwt;
import dev.wsgateway.api.v1alpha1.LifecycleEvents;
import dev.wsgateway.api.v1alpha1.Limits;
import dev.wsgateway.api.v1alpha1.Push;
import dev.wsgateway.api.v1alpha1.PushService;
import dev.wsgateway.api.v1alpha1.Reclaim;
import dev.wsgateway.api.v1alpha1.Redis;
import dev.wsgateway.api.v1alpha1.Stream;
import dev.wsgateway.api.v1alpha1.Timeouts;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.config.GatewayConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gateway's configuration file from the custom resource. */
final class ConfigPlan {
    private ConfigPlan() {}

    static GatewayConfig of(WebSocketGateway gateway) {
        var spec = gateway.getSpec();
        return new GatewayConfig(
                gateway.getMetadata().getNamespace(),
                gateway.getMetadata().getName(),
                redis(spec.redis()),
                spec.channels().stream().map(ConfigPlan::channel).toList(),
                spec.streams().stream()
                        .map(stream -> stream(stream, gateway.getMetadata().getNamespace()))
                        .toList(),
                new GatewayConfig.Authentication(
                        spec.authentication().anonymous(),
                        jwt(spec.authentication().jwt())),
                spec.api() == null ? null : SecretFile.API_KEYS,
                spec.allowedOrigins(),
                limits(spec.limits()),
                timeouts(spec.timeouts()),
                new GatewayConfig.Ports(spec.ports().websocket(), spec.ports().api()),
                new GatewayConfig.Drain(
                        duration(spec.drain().period()), spec.drain().handOver()),
                lifecycleEvents(spec.lifecycleEvents()));
    }

    private static GatewayConfig.@Nullable LifecycleEvents lifecycleEvents(@Nullable LifecycleEvents told) {
        return told == null
                ? null
                : new GatewayConfig.LifecycleEvents(
                        told.stream(),
                        told.events().stream()
                                .map(event -> GatewayConfig.LifecycleEvent.valueOf(event.name()))
                                .collect(Collectors.toSet()),
                        Set.copyOf(told.namespaces()));
    }

    private static GatewayConfig.Redis redis(Redis redis) {
        return new GatewayConfig.Redis(
                redis.url(),
                redis.credentialsSecretRef() == null ? null : SecretFile.REDIS_DIRECTORY,
                redis.caSecretRef() == null ? null : SecretFile.REDIS_CA,
                redis.sentinelCredentialsSecretRef() == null ? null : SecretFile.SENTINEL_DIRECTORY);
    }

    private static GatewayConfig.Channel channel(Channel channel) {
        return new GatewayConfig.Channel(
                channel.namespace(),
                GatewayConfig.Access.valueOf(channel.subscribe().name()),
                GatewayConfig.Access.valueOf(channel.publish().name()),
                GatewayConfig.DataFormat.valueOf(channel.data().name()),
                history(channel.history()),
                GatewayConfig.SlowPolicy.valueOf(channel.slowConsumer().name()),
                channel.conflateBy(),
                visibility(channel));
    }

    private static GatewayConfig.Visibility visibility(Channel channel) {
        return new GatewayConfig.Visibility(
                isTrue(channel.presence()),
                isTrue(channel.allowPresenceForSubscriber()),
                isTrue(channel.allowHistoryForSubscriber()),
                GatewayConfig.JoinLeave.valueOf(channel.joinLeave().name()));
    }

    private static boolean isTrue(@Nullable Boolean option) {
        return Boolean.TRUE.equals(option);
    }

    private static GatewayConfig.@Nullable History history(@Nullable History history) {
        return history == null
                ? null
                : new GatewayConfig.History(
                        history.size(),
                        duration(history.ttl()),
                        duration(history.idempotencyWindow()),
                        GatewayConfig.RecoveryMode.valueOf(history.recovery().name()),
                        GatewayConfig.Delta.valueOf(history.delta().name()),
                        durability(history.durability()));
    }

    private static GatewayConfig.@Nullable Durability durability(@Nullable Durability durability) {
        return durability == null
                ? null
                : new GatewayConfig.Durability(
                        durability.replicas(), isTrue(durability.aof()), duration(durability.timeout()));
    }

    private static GatewayConfig.Stream stream(Stream stream, String namespace) {
        return new GatewayConfig.Stream(
                stream.name(),
                GatewayConfig.Sender.valueOf(stream.append().name()),
                stream.partitions(),
                stream.keyHeader(),
                stream.maxLength(),
                stream.retain() == null ? Duration.ZERO : duration(stream.retain()),
                GatewayConfig.WhenFull.valueOf(stream.whenFull().name()),
                duration(stream.idempotencyWindow()),
                stream.consumerGroups().stream()
                        .map(group -> new GatewayConfig.ConsumerGroup(
                                group.name(),
                                push(group.push(), namespace, stream.name(), group.name()),
                                reclaim(group.reclaim())))
                        .toList());
    }

    private static GatewayConfig.@Nullable Reclaim reclaim(@Nullable Reclaim reclaim) {
        return reclaim == null ? null : new GatewayConfig.Reclaim(duration(reclaim.idle()), reclaim.maxDeliveries());
    }

    private static GatewayConfig.@Nullable Push push(
            @Nullable Push push, String namespace, String stream, String group) {
        return push == null
                ? null
                : new GatewayConfig.Push(
                        url(push, namespace),
                        push.maxInFlight(),
                        push.maxDeliveries(),
                        duration(push.timeout()),
                        duration(push.backoff().initial()),
                        duration(push.backoff().max()),
                        push.contentType(),
                        push.maxBlockedPerKey(),
                        push.signingSecretRef() == null ? null : SecretFile.push(stream, group, SecretFile.SIGNING_KEY),
                        push.caSecretRef() == null ? null : SecretFile.push(stream, group, SecretFile.BACKEND_CA));
    }

    private static URI url(Push push, String namespace) {
        PushService service = push.service();
        if (service == null) {
            return URI.create(Objects.requireNonNull(push.url(), "the CRD requires service or url"));
        }
        String of = service.namespace() == null ? namespace : service.namespace();
        return URI.create(service.scheme().text() + "://" + service.name() + "." + of + ".svc:" + service.port()
                + service.path());
    }

    private static GatewayConfig.@Nullable Jwt jwt(@Nullable Jwt jwt) {
        return jwt == null
                ? null
                : new GatewayConfig.Jwt(
                        jwt.secretRef() == null ? null : SecretFile.JWT_KEY,
                        jwt.publicKeyRef() == null ? null : SecretFile.JWT_KEY,
                        jwt.jwksUrl(),
                        jwt.issuer(),
                        jwt.audience());
    }

    private static GatewayConfig.Limits limits(Limits limits) {
        return new GatewayConfig.Limits(
                limits.messageBytes(),
                limits.apiRequestBytes(),
                limits.queueBytes(),
                limits.subscriptionsPerConnection(),
                limits.connectionsPerPod());
    }

    private static GatewayConfig.Timeouts timeouts(Timeouts timeouts) {
        return new GatewayConfig.Timeouts(
                duration(timeouts.handshake()),
                duration(timeouts.pingInterval()),
                duration(timeouts.pongTimeout()),
                duration(timeouts.apiIdle()));
    }

    /** A duration as the CRD allows it: a whole number and one of ms, s, m and h. */
    static Duration duration(String text) {
        int unit = 0;
        while (unit < text.length() && Character.isDigit(text.charAt(unit))) {
            unit++;
        }
        long number = Long.parseLong(text.substring(0, unit));
        return switch (text.substring(unit)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default ->
                throw new IllegalArgumentException("'" + text
                        + "' is no duration: write a whole number and a unit, for example 500ms, 25s, 10m or 1h");
        };
    }
}
