package dev.wsgateway.gateway;

import dev.wsgateway.config.GatewayEnvironment;
import dev.wsgateway.gateway.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one process alone needs to know, see {@link GatewayEnvironment}.
 *
 * @param bindAddress null for all addresses
 * @param websocketPort null for the configuration file's; 0 for one that the system chooses
 * @param apiPort the same
 * @param transport null for the best one
 * @param drainPeriod null for the configuration file's; zero ends without a drain
 */
public record Options(
        Path configDirectory,
        Path secretsDirectory,
        String node,
        @Nullable String bindAddress,
        @Nullable Integer websocketPort,
        @Nullable Integer apiPort,
        @Nullable Transport transport,
        @Nullable Duration drainPeriod) {

    /**
     * Reads the environment.
     *
     * @throws IllegalArgumentException when a variable makes no sense; the message names it
     */
    public static Options of(Map<String, String> environment) {
        return new Options(
                Path.of(environment.getOrDefault(GatewayEnvironment.CONFIG_DIRECTORY, "/etc/wsgateway/config")),
                Path.of(environment.getOrDefault(GatewayEnvironment.SECRETS_DIRECTORY, "/etc/wsgateway/secrets")),
                node(environment.get(GatewayEnvironment.NODE)),
                environment.get(GatewayEnvironment.BIND_ADDRESS),
                port(environment, GatewayEnvironment.WEBSOCKET_PORT),
                port(environment, GatewayEnvironment.API_PORT),
                transport(environment.get(GatewayEnvironment.TRANSPORT)),
                duration(environment.get(GatewayEnvironment.DRAIN_PERIOD)));
    }

    private static @Nullable Duration duration(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // Said below, as for one below zero.
        }
        throw new IllegalArgumentException(
                GatewayEnvironment.DRAIN_PERIOD + " is '" + text + "': write an ISO 8601 duration such as PT30S");
    }

    private static @Nullable Transport transport(@Nullable String name) {
        try {
            return name == null ? null : Transport.of(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(GatewayEnvironment.TRANSPORT + ": " + e.getMessage(), e);
        }
    }

    private static String node(@Nullable String given) {
        if (given != null && !given.isBlank()) {
            return given;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("set " + GatewayEnvironment.NODE + ": this host has no name", e);
        }
    }

    private static @Nullable Integer port(Map<String, String> environment, String variable) {
        String text = environment.get(variable);
        if (text == null) {
            return null;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException(variable + " is '" + text + "': write a port from 1 to 65535");
    }

    /** Where to listen. */
    InetSocketAddress address(int port) {
        return bindAddress == null ? new InetSocketAddress(port) : new InetSocketAddress(bindAddress, port);
    }
}
