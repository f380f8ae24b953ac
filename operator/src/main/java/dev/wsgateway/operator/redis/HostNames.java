package dev.wsgateway.operator.redis;

/** How the host in the address of a Redis is meant. */
public enum HostNames {
    /** As this machine looks it up. */
    OF_THIS_MACHINE {
        @Override
        String resolvable(String host, String namespace) {
            return host;
        }
    },
    /**
     * As the gateway pods look it up, whose namespace is not the operator's: a name without a dot is a Service of their
     * namespace (Kubernetes documentation, "DNS for Services and Pods"). With TLS, the server's certificate must be for
     * {@code NAME.NAMESPACE.svc} too.
     */
    OF_THE_GATEWAYS_NAMESPACE {
        @Override
        String resolvable(String host, String namespace) {
            boolean service = host.indexOf('.') < 0 && host.indexOf(':') < 0 && !host.equals("localhost");
            return service ? host + "." + namespace + ".svc" : host;
        }
    };

    /** What to connect to for the host of a gateway in this namespace. */
    abstract String resolvable(String host, String namespace);
}
