package dev.wsgateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingTest {
    @TempDir
    Path root;

    @Test
    void findsTheGatewaysBindingAmongOthers() throws IOException {
        write("database", "type", "postgresql");
        write("gateway", "type", "wsgateway\n");
        write("gateway", "uri", "http://chat-api:9001/api");
        assertThat(Binding.find(root.toString()).get("uri")).isEqualTo("http://chat-api:9001/api");
    }

    @Test
    void saysWhatToMountWhenThereIsNone() throws IOException {
        write("database", "type", "postgresql");
        assertThatThrownBy(() -> Binding.find(root.toString())).hasMessageContaining("mount the Secret NAME-binding");
        assertThatThrownBy(() -> Binding.find(null)).hasMessageContaining("SERVICE_BINDING_ROOT is not set");
    }

    @Test
    void logsInToRedisWithTheNameAndPasswordOfTheBinding() {
        var uri = new Binding(Map.of(
                        "redis-url", "rediss://redis:6380/2", "redis-username", "shop", "redis-password", "secret"))
                .nodes()
                .getFirst();
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.getDatabase()).isEqualTo(2);
        assertThat(uri.getCredentialsProvider().resolveCredentials().block().getUsername())
                .isEqualTo("shop");
    }

    @Test
    void logsInAtSentinelsWithTheirOwnPassword() {
        var uri = new Binding(Map.of(
                        "redis-url",
                        "redis-sentinel://a,b:5#main",
                        "redis-password",
                        "secret",
                        "redis-sentinel-password",
                        "other"))
                .master();
        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getSentinels())
                .hasSize(2)
                .allSatisfy(sentinel -> assertThat(sentinel.getCredentialsProvider()
                                .resolveCredentials()
                                .block()
                                .getPassword())
                        .containsExactly("other".toCharArray()));
    }

    @Test
    void namesTheKeyThatIsMissing() {
        assertThatThrownBy(() -> new Binding(Map.of("uri", "x")).get("stream.orders"))
                .hasMessageContaining("no 'stream.orders', only [uri]");
    }

    private void write(String folder, String file, String text) throws IOException {
        Files.createDirectories(root.resolve(folder));
        Files.writeString(root.resolve(folder).resolve(file), text);
    }
}
