package dev.wsgateway.operator.plan;

/**
 * What a plan depends on besides the custom resource.
 *
 * @param gatewayImage image of the gateway pods where the custom resource names none
 */
public record PlanContext(String gatewayImage) {}
