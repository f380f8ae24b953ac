package dev.wsgateway.e2e.cluster;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link RunningCluster}, and each test that asks for it a {@link Sample}; keeps {@link Evidence} of failures. */
final class ClusterExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace STORE = Namespace.create(ClusterExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningCluster.class || type == Sample.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningCluster cluster = cluster(context);
        return parameter.getParameter().getType() == RunningCluster.class
                ? cluster
                : context.getStore(STORE)
                        .getOrComputeIfAbsent(
                                Sample.class, _ -> new Sample(cluster, namespace(context)).apply(), Sample.class);
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

    /** The test's name as Kubernetes allows it; a class has at most one of each. */
    private static String namespace(ExtensionContext context) {
        String name = context.getRequiredTestMethod()
                .getName()
                .replaceAll("([A-Z])", "-$1")
                .toLowerCase(Locale.ROOT);
        return name.substring(0, Math.min(name.length(), 60)).replaceAll("-$", "");
    }
}
