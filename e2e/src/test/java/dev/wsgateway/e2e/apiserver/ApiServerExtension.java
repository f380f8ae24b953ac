package dev.wsgateway.e2e.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link ApiServer} that all of them share, and each test that asks for it a {@link TestNamespace}. */
final class ApiServerExtension implements ParameterResolver {
    private static final Namespace STORE = Namespace.create(ApiServerExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ApiServer.class || type == TestNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ApiServer.class ? apiServer(context) : testNamespace(context);
    }

    static ApiServer apiServer(ExtensionContext context) {
        return context.getRoot().getStore(STORE).getOrComputeIfAbsent(ApiServer.class, key -> start(), ApiServer.class);
    }

    private static TestNamespace testNamespace(ExtensionContext context) {
        var count = context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(AtomicInteger.class, key -> new AtomicInteger(), AtomicInteger.class);
        return context.getStore(STORE)
                .getOrComputeIfAbsent(
                        TestNamespace.class,
                        key -> TestNamespace.create(apiServer(context), "test-" + count.incrementAndGet()),
                        TestNamespace.class);
    }

    private static ApiServer start() {
        try {
            return ApiServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
