package dev.wsgateway.gateway.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.Configs;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSourceTest {
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    private final List<Settings> heard = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        metrics.close();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("gateway.json"), text);
    }

    private static GatewayConfig config(int apiRequestBytes) {
        return Configs.config("redis://localhost")
                .apiRequestBytes(apiRequestBytes)
                .build();
    }

    private SettingsSource source() {
        SettingsSource source = new SettingsSource(folder, folder, metrics, clock);
        source.onChange(heard::add);
        return source;
    }

    @Test
    void takesUpAChangeAndTellsListeners() throws IOException {
        write(config(1).toJson());
        SettingsSource source = source();
        String before = source.get().version();
        write(config(2).toJson());
        source.refresh();
        assertThat(source.get().config()).isEqualTo(config(2));
        assertThat(source.get().version()).matches("[0-9a-f]{16}").isNotEqualTo(before);
        assertThat(heard).containsExactly(source.get());
    }

    @Test
    void tellsNobodyWhenNothingChanged() throws IOException {
        write(config(1).toJson());
        SettingsSource source = source();
        Settings before = source.get();
        source.refresh();
        assertThat(source.get()).isSameAs(before);
        assertThat(heard).isEmpty();
    }

    @Test
    void takesUpASecretThatComesChangesAndGoes() throws IOException {
        write(config(1).toJson());
        SettingsSource source = source();
        assertThat(source.get().secrets().get("api/key")).isNull();
        assertThat(source.get().secrets().versions()).isEmpty();

        Path key = Files.createDirectories(folder.resolve("api")).resolve("key");
        Files.writeString(key, "k1");
        source.refresh();
        assertThat(source.get().secrets().get("api/key")).asString(UTF_8).isEqualTo("k1");
        String version = source.get().secrets().versions().get("api/key");

        Files.writeString(key, "k2");
        source.refresh();
        assertThat(source.get().secrets().versions().get("api/key")).isNotEqualTo(version);

        Files.delete(key);
        source.refresh();
        assertThat(source.get().secrets().get("api/key")).isNull();
        assertThat(heard).hasSize(3);
    }

    @Test
    void keepsTheOldSettingsWhileTheFileMakesNoSense() throws IOException {
        write(config(1).toJson());
        SettingsSource source = source();
        Settings before = source.get();
        for (String text :
                List.of("", "{", "{}", config(-1).toJson(), config(2).toJson().replace("chat", "other"))) {
            write(text);
            source.refresh();
            source.refresh();
            assertThat(source.get()).isSameAs(before);
        }
        Files.delete(folder.resolve("gateway.json"));
        source.refresh();
        assertThat(source.get()).isSameAs(before);
        assertThat(metrics.scrape())
                .contains("\nwsgateway_config_reloads_total{result=\"failure\"} 6.0\n")
                .contains("\nwsgateway_config_last_reload_successful 0.0\n");

        write(config(1).toJson());
        source.refresh();
        assertThat(metrics.scrape())
                .contains("\nwsgateway_config_last_reload_successful 1.0\n")
                .contains("\nwsgateway_config_last_reload_success_timestamp_seconds 1.7E9\n");
        assertThat(heard).isEmpty();
    }

    @Test
    void goesOnWhenAListenerFails() throws IOException {
        write(config(1).toJson());
        SettingsSource source = new SettingsSource(folder, folder, metrics, clock);
        source.onChange(settings -> {
            throw new IllegalStateException("a listener that fails, for the test");
        });
        source.onChange(heard::add);
        write(config(2).toJson());
        source.refresh();
        assertThat(heard).hasSize(1);
    }

    @Test
    void saysWhatIsMissingAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(this::source)
                .withMessage("there is no configuration file " + folder.resolve("gateway.json"));
    }

    @Test
    void saysWhereTheFileIsNoJson() throws IOException {
        write("{\n \"namespace\": }");
        assertThatIllegalArgumentException()
                .isThrownBy(this::source)
                .withMessageStartingWith("gateway.json: Unexpected character ('}'")
                .withMessageEndingWith("at line: 2, column: 15");
    }
}
