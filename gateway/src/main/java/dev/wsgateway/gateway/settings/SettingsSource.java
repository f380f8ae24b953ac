package dev.wsgateway.gateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force. A changed configuration file or Secret is taken up by the next {@link #refresh}; one that makes
 * no sense is logged and counted, and the old settings stay.
 *
 * <p>{@link #get} may be called by any thread, {@link #refresh} by one thread at a time.
 */
public final class SettingsSource implements Supplier<Settings> {
    private static final Logger log = LoggerFactory.getLogger(SettingsSource.class);

    private final Path file;
    private final Path secretsDirectory;
    private final GatewayMetrics metrics;
    private final Clock clock;
    private final List<Consumer<Settings>> listeners = new CopyOnWriteArrayList<>();
    private volatile Settings settings;
    private String complaint = "";

    /**
     * Reads the configuration.
     *
     * @param configDirectory folder with {@link GatewayConfig#FILE}
     * @param secretsDirectory folder that paths of Secrets are relative to
     * @throws IllegalArgumentException when the file is not there or makes no sense; the message says what and where
     */
    public SettingsSource(Path configDirectory, Path secretsDirectory, GatewayMetrics metrics, Clock clock) {
        this.file = configDirectory.resolve(GatewayConfig.FILE);
        this.secretsDirectory = secretsDirectory;
        this.metrics = metrics;
        this.clock = clock;
        this.settings = read();
        metrics.reload(true, clock.millis());
    }

    @Override
    public Settings get() {
        return settings;
    }

    /** Has the listener called with each new version, on the thread that refreshes, after {@link #get} gives it out. */
    public void onChange(Consumer<Settings> listener) {
        listeners.add(listener);
    }

    /** Looks at the files and takes up what changed. */
    public void refresh() {
        Settings old = settings;
        Settings now;
        try {
            now = read();
            sameGateway(old.config(), now.config());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            refuse(e);
            return;
        }
        if (now.version().equals(old.version())
                && now.secrets().versions().equals(old.secrets().versions())) {
            if (!complaint.isEmpty()) {
                complaint = "";
                metrics.reload(true, clock.millis());
            }
            return;
        }
        complaint = "";
        settings = now;
        metrics.reload(true, clock.millis());
        log.atInfo()
                .addKeyValue("configVersion", now.version())
                .addKeyValue("secretVersions", now.secrets().versions())
                .log("took up a changed configuration");
        listeners.forEach(listener -> notify(listener, now));
    }

    private Settings read() {
        byte[] text = readFile();
        GatewayConfig config = GatewayConfig.parse(new String(text, UTF_8));
        ConfigCheck.check(config);
        return Settings.of(config, Version.of(text), SecretFiles.read(secretsDirectory, config));
    }

    private byte[] readFile() {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no configuration file " + file.toAbsolutePath(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.toAbsolutePath(), e);
        }
    }

    private static void sameGateway(GatewayConfig old, GatewayConfig now) {
        if (!old.namespace().equals(now.namespace()) || !old.name().equals(now.name())) {
            throw new IllegalArgumentException("the file is that of another gateway, " + now.namespace() + "/"
                    + now.name() + "; this process serves " + old.namespace() + "/" + old.name());
        }
    }

    private void refuse(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(complaint)) {
            complaint = message;
            metrics.reload(false, clock.millis());
            log.atError()
                    .addKeyValue("error", message)
                    .addKeyValue("configVersion", settings.version())
                    .log("refused a changed configuration; the old one stays in force");
        }
    }

    private static void notify(Consumer<Settings> listener, Settings now) {
        try {
            listener.accept(now);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a part of the gateway could not take up the changed configuration");
        }
    }
}
