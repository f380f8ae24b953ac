package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.DeletionPolicy;
import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import dev.wsgateway.api.v1alpha1.WebSocketGatewayStatus;
import dev.wsgateway.operator.plan.Plan;
import dev.wsgateway.operator.redis.Erasure;
import dev.wsgateway.operator.redis.RedisTarget;
import dev.wsgateway.operator.status.Reason;
import dev.wsgateway.redis.RedisNames;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a gateway has in Redis before it goes, where {@code spec.deletionPolicy} asks for that: then, and only then,
 * the custom resource has a finalizer. It never waits longer than it is told to.
 */
final class Deletion {
    static final String FINALIZER = "wsgateway.dev/redis-keys";
    private static final String BEGINNING = "keys are being removed from Redis";

    private final KubernetesClient client;
    private final RedisEventSource redis;
    private final EventPublisher events;
    private final Duration patience;
    private final Clock clock;

    /**
     * A deletion.
     *
     * @param patience how long keys are tried to be removed, besides what the pods take to drain
     */
    Deletion(KubernetesClient client, RedisEventSource redis, EventPublisher events, Duration patience, Clock clock) {
        this.client = client;
        this.redis = redis;
        this.events = events;
        this.patience = patience;
        this.clock = clock;
    }

    /** What is left to do. */
    sealed interface Step {
        /** Nothing: the custom resource may go. */
        record Over() implements Step {}

        /** Wait. */
        record Wait(String why) implements Step {}
    }

    private static boolean isWanted(WebSocketGateway gateway) {
        return gateway.getSpec().deletionPolicy() == DeletionPolicy.DELETE;
    }

    /** Has the finalizer be there where it is needed, and nowhere else. For a custom resource that stays. */
    void prepare(WebSocketGateway gateway) {
        boolean there = gateway.hasFinalizer(FINALIZER);
        if (isWanted(gateway) && !there) {
            List<String> finalizers = new ArrayList<>(gateway.getFinalizers());
            finalizers.add(FINALIZER);
            write(gateway, finalizers);
        } else if (!isWanted(gateway) && there) {
            release(gateway);
        }
    }

    /**
     * One step for a custom resource that is to be deleted, and whose pods were told to end.
     *
     * @param target null where a Secret for it is missing
     */
    Step step(WebSocketGateway gateway, Plan plan, @Nullable RedisTarget target) {
        if (!gateway.hasFinalizer(FINALIZER)) {
            return new Step.Over();
        }
        RedisNames names =
                new RedisNames(plan.config().namespace(), plan.config().name());
        redis.watch().forget(names);
        if (!isWanted(gateway)) {
            release(gateway);
            return new Step.Over();
        }
        String why;
        if (target == null) {
            why = "a Secret that Redis asks for is missing";
        } else {
            switch (redis.watch().erase(names, target)) {
                case Erasure.Done done -> {
                    events.erased(gateway, done.keys());
                    release(gateway);
                    return new Step.Over();
                }
                case Erasure.Running _ -> {
                    return new Step.Wait(saidBefore(gateway));
                }
                case Erasure.InUse _ -> why = "the pods end first";
                case Erasure.Failed failed -> why = failed.why().message();
            }
        }
        Instant until = Instant.parse(gateway.getMetadata().getDeletionTimestamp())
                .plus(plan.config().drain().period())
                .plus(patience);
        if (clock.instant().isBefore(until)) {
            return new Step.Wait(why + "; at " + until + " the rest is left in Redis");
        }
        events.keysLeft(gateway, why);
        release(gateway);
        return new Step.Over();
    }

    /** What is going on is told once it has an outcome: each look would turn the status otherwise. */
    private static String saidBefore(WebSocketGateway gateway) {
        WebSocketGatewayStatus status = gateway.getStatus();
        return status == null
                ? BEGINNING
                : status.conditions().stream()
                        .filter(condition -> Reason.DELETING.text().equals(condition.getReason()))
                        .map(Condition::getMessage)
                        .findFirst()
                        .orElse(BEGINNING);
    }

    private void release(WebSocketGateway gateway) {
        write(
                gateway,
                gateway.getFinalizers().stream()
                        .filter(finalizer -> !finalizer.equals(FINALIZER))
                        .toList());
    }

    /** Refused where the custom resource has changed since it was read: then this comes again. */
    private void write(WebSocketGateway gateway, List<String> finalizers) {
        WebSocketGateway identity = new WebSocketGateway();
        identity.setMetadata(new ObjectMetaBuilder()
                .withNamespace(gateway.getMetadata().getNamespace())
                .withName(gateway.getMetadata().getName())
                .build());
        try {
            client.resource(identity)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization()
                                    .asJson(Map.of(
                                            "metadata",
                                            Map.of(
                                                    "finalizers",
                                                    finalizers,
                                                    "resourceVersion",
                                                    gateway.getMetadata().getResourceVersion()))));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
