package dev.wsgateway.config;

/**
 * Environment variables of a gateway process: what one process alone needs to know. Set by the operator in the pod
 * template, and by the standalone runner.
 */
public final class GatewayEnvironment {
    /** Folder with {@link GatewayConfig#FILE}; a change of the file is taken up live. Default {@code /etc/wsgateway/config}. */
    public static final String CONFIG_DIRECTORY = "WSGATEWAY_CONFIG_DIRECTORY";

    /** Folder with one sub-folder a Secret, one file a key. Default {@code /etc/wsgateway/secrets}. */
    public static final String SECRETS_DIRECTORY = "WSGATEWAY_SECRETS_DIRECTORY";

    /** Name of the process among the gateways: the pod's name. Default: the host name. */
    public static final String NODE = "WSGATEWAY_NODE";

    /** Address to listen on. Default: all. */
    public static final String BIND_ADDRESS = "WSGATEWAY_BIND_ADDRESS";

    /** Port for sockets instead of the configuration file's: several processes on one machine. */
    public static final String WEBSOCKET_PORT = "WSGATEWAY_WEBSOCKET_PORT";

    /** Port of the HTTP API instead of the configuration file's. */
    public static final String API_PORT = "WSGATEWAY_API_PORT";

    /**
     * How to do network I/O: {@code io_uring}, {@code epoll} or {@code nio}; where that does not work, and by default, the
     * best that does: epoll on Linux. The log line {@code started} and a metric say which it is.
     */
    public static final String TRANSPORT = "WSGATEWAY_TRANSPORT";

    /**
     * Period of a drain instead of the configuration file's, ISO 8601; {@code PT0S} ends a process at once: where no
     * other one takes its clients.
     */
    public static final String DRAIN_PERIOD = "WSGATEWAY_DRAIN_PERIOD";

    private GatewayEnvironment() {}
}
