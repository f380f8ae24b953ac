package dev.wsgateway.operator.plan;

import dev.wsgateway.api.v1alpha1.Endpoints;
import dev.wsgateway.config.GatewayConfig;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** The two Services of a gateway: sockets for frontends, and the HTTP API, which no frontend should reach. */
record ServicePlan(GatewayConfig config) {

    Service websocket() {
        // appProtocol: Kubernetes KEP-3726, so that a Gateway API implementation knows it may upgrade.
        return service(
                config.name(), DeploymentPlan.WEBSOCKET_PORT, config.ports().websocket(), "kubernetes.io/ws");
    }

    Service api() {
        return service(apiName(), DeploymentPlan.API_PORT, config.ports().api(), "http");
    }

    Endpoints endpoints() {
        return new Endpoints(
                "ws://" + config.name() + "." + config.namespace() + ".svc:"
                        + config.ports().websocket() + "/connection/websocket",
                "http://" + apiName() + "." + config.namespace() + ".svc:"
                        + config.ports().api() + "/api");
    }

    private String apiName() {
        return config.name() + "-api";
    }

    private Service service(String name, String port, int number, String appProtocol) {
        return new ServiceBuilder()
                .withMetadata(Labels.metadata(config.namespace(), name, config.name()))
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Labels.selector(config.name()))
                .addNewPort()
                .withName(port)
                .withPort(number)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString(port))
                .withAppProtocol(appProtocol)
                .endPort()
                .endSpec()
                .build();
    }
}
