package dev.wsgateway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumns;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A horizontally scaled WebSocket gateway on Redis. */
@Group("wsgateway.dev")
@Version("v1alpha1")
@Kind("WebSocketGateway")
@Singular("websocketgateway")
@Plural("websocketgateways")
@ShortNames("wsg")
@Categories("all")
@AdditionalPrinterColumns({
    @AdditionalPrinterColumn(
            name = "Ready",
            type = AdditionalPrinterColumn.Type.STRING,
            jsonPath = ".status.conditions[?(@.type==\"Ready\")].status"),
    @AdditionalPrinterColumn(
            name = "Replicas",
            type = AdditionalPrinterColumn.Type.INTEGER,
            jsonPath = ".status.readyReplicas"),
    @AdditionalPrinterColumn(
            name = "Connections",
            type = AdditionalPrinterColumn.Type.INTEGER,
            jsonPath = ".status.connections"),
    @AdditionalPrinterColumn(
            name = "URL",
            type = AdditionalPrinterColumn.Type.STRING,
            jsonPath = ".status.endpoints.websocket"),
    @AdditionalPrinterColumn(
            name = "Age",
            type = AdditionalPrinterColumn.Type.DATE,
            jsonPath = ".metadata.creationTimestamp"),
    @AdditionalPrinterColumn(
            name = "Draining",
            type = AdditionalPrinterColumn.Type.INTEGER,
            jsonPath = ".status.drain.connections",
            priority = 1),
    @AdditionalPrinterColumn(
            name = "Lag",
            type = AdditionalPrinterColumn.Type.INTEGER,
            jsonPath = ".status.redis.lag",
            priority = 1),
    @AdditionalPrinterColumn(
            name = "Reason",
            type = AdditionalPrinterColumn.Type.STRING,
            jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
            priority = 1)
})
public class WebSocketGateway extends CustomResource<WebSocketGatewaySpec, WebSocketGatewayStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1;
}
