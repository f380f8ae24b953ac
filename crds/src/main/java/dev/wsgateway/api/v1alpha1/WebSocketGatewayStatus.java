package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator saw last. Nothing in it is an input of the operator but what only it remembers: {@link
 * RedisStatus#consumerGroups()}, which tells a group that was lost from one that is new, and {@link #lastHistoryLoss()}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WebSocketGatewayStatus(
        @JsonPropertyDescription("The generation of the spec that this status was made from.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "Ready, RedisAvailable, ConsumerGroupsProvisioned, Reconciling, Stalled and HistoryIntact.")
        List<Condition> conditions,

        @JsonPropertyDescription("Gateway pods that exist.") @StatusReplicas @Nullable
        Integer replicas,

        @JsonPropertyDescription("Gateway pods that are ready.") @Nullable
        Integer readyReplicas,

        @JsonPropertyDescription("Label selector of the gateway pods.") @LabelSelector @Nullable
        String selector,

        @JsonPropertyDescription("Open connections of all pods, as they reported last.") @Nullable
        Long connections,

        @JsonPropertyDescription("How far the pods are that are about to end; absent while there is none.") @Nullable
        DrainStatus drain,

        @JsonPropertyDescription("Addresses inside the cluster.") @Nullable
        Endpoints endpoints,

        @JsonPropertyDescription("What is declared in Redis, and how far its readers are.") @Nullable
        RedisStatus redis,

        @JsonPropertyDescription(
                "The Secret with URL, keys and names for backends (servicebinding.io Provisioned Service).")
        @Nullable
        SecretRef binding,

        @JsonPropertyDescription(
                "When subscribers last had to be told that publications are missing; absent while that never was.")
        @Nullable
        String lastHistoryLoss) {

    public WebSocketGatewayStatus {
        conditions = Lists.orEmpty(conditions);
    }
}
