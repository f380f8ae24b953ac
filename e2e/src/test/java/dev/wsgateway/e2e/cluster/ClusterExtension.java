package dev.wsgateway.e2e.cluster;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link RunningCluster} and the {@link Sample} that all of them share, and keeps {@link Evidence} of
 * failures. A test leaves the sample with two replicas; what it breaks for good belongs in a gateway of its own, {@link
 * Sample#beside}.
 */
final class ClusterExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace STORE = Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningCluster.class || type == Sample.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningCluster.class ? cluster(context) : sample(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            new Evidence(cluster(context).kubectl())
                    .collect(context.getRequiredTestClass().getSimpleName() + "."
                            + context.getRequiredTestMethod().getName());
        }
    }

    private static RunningCluster cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(RunningCluster.class, _ -> RunningCluster.withOperator(), RunningCluster.class);
    }

    private static Sample sample(ExtensionContext context) {
        RunningCluster cluster = cluster(context); // before the sample, and so closed after it
        return context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(
                        Sample.class,
                        _ -> Sample.whole(cluster, "shop").awaitReady().awaitBackend(),
                        Sample.class);
    }
}
