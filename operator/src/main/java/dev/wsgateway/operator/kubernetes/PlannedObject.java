package dev.wsgateway.operator.kubernetes;

import dev.wsgateway.api.v1alpha1.WebSocketGateway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.function.Function;

/** One object of a plan, kept in the cluster as the plan wants it. */
final class PlannedObject<R extends HasMetadata> extends CRUDKubernetesDependentResource<R, WebSocketGateway> {
    private static final int UNPROCESSABLE = 422;

    private final Function<Desired, R> part;

    PlannedObject(Class<R> type, Function<Desired, R> part) {
        super(type);
        this.part = part;
    }

    /** A copy: java-operator-sdk writes owner references and more into it. */
    @Override
    protected R desired(WebSocketGateway gateway, Context<WebSocketGateway> context) {
        return context.getClient().getKubernetesSerialization().clone(part.apply(Desired.in(context)));
    }

    /** Names the gateway as its controller: the one that others leave it to (Kubernetes API, "OwnerReference"). */
    @Override
    protected void addReferenceHandlingMetadata(R desired, WebSocketGateway gateway) {
        super.addReferenceHandlingMetadata(desired, gateway);
        desired.getMetadata().getOwnerReferences().forEach(owner -> {
            owner.setController(true);
            owner.setBlockOwnerDeletion(true);
        });
    }

    @Override
    protected ResourceID targetSecondaryResourceID(WebSocketGateway gateway, Context<WebSocketGateway> context) {
        return ResourceID.fromResource(part.apply(Desired.in(context)));
    }

    /**
     * Creates it, or takes it back where it is ours and only lost the labels by which we watch it. An object of the same
     * name that belongs to somebody else is left alone.
     *
     * @throws NameTakenException for the latter
     */
    @Override
    public R create(R desired, WebSocketGateway gateway, Context<WebSocketGateway> context) {
        try {
            return super.create(desired, gateway, context);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            R existing = context.getClient().resource(desired).get();
            if (existing == null || !existing.hasOwnerReferenceFor(gateway)) {
                throw new NameTakenException(e);
            }
            desired.getMetadata().setResourceVersion(null);
            return update(existing, desired, gateway, context);
        }
    }

    /**
     * Applies it. The ports of a Service are a list keyed by number: where somebody renumbered ours, an apply would add a
     * second one of the same name, which the API server refuses. Then the list is replaced first.
     */
    @Override
    public R update(R actual, R desired, WebSocketGateway gateway, Context<WebSocketGateway> context) {
        try {
            return super.update(actual, desired, gateway, context);
        } catch (KubernetesClientException e) {
            if (e.getCode() != UNPROCESSABLE || !(desired instanceof Service service)) {
                throw e;
            }
            String ports = context.getClient()
                    .getKubernetesSerialization()
                    .asJson(service.getSpec().getPorts());
            context.getClient()
                    .resource(desired)
                    .patch(
                            PatchContext.of(PatchType.JSON),
                            "[{\"op\":\"replace\",\"path\":\"/spec/ports\",\"value\":" + ports + "}]");
            return super.update(actual, desired, gateway, context);
        }
    }

    static final class NameTakenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NameTakenException(Throwable cause) {
            super("an object of this name is there and was not made for this gateway: rename one of the two", cause);
        }
    }
}
