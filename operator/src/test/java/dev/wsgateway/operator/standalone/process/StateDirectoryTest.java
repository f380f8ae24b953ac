package dev.wsgateway.operator.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path parent;

    private Path root;

    @BeforeEach
    void choose() {
        root = parent.resolve("run").resolve("default.chat");
    }

    @Test
    void letsNobodyElseIn() throws IOException {
        try (StateDirectory state = StateDirectory.open(root)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.file("."))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void keepsASecondRunOut() throws IOException {
        try (StateDirectory first = StateDirectory.open(root)) {
            assertThatThrownBy(() -> StateDirectory.open(root)).hasMessageContaining("it is running already");
            assertThat(first.file("lock")).exists();
        }
        StateDirectory.open(root).close();
    }

    @Test
    void holdsExactlyTheFilesThatWereWrittenLast() throws IOException {
        try (StateDirectory state = StateDirectory.open(root)) {
            state.write("secrets", Map.of("api/key", bytes("old"), "jwt/key", bytes("gone")));
            state.write("secrets", Map.of("api/key", bytes("new")));
            assertThat(state.file("secrets").resolve("api/key")).hasContent("new");
            assertThat(state.file("secrets").resolve("jwt/key")).doesNotExist();
        }
    }

    @Test
    void doesNotTouchAFileWhoseBytesStay() throws IOException {
        try (StateDirectory state = StateDirectory.open(root)) {
            state.write("config", Map.of("gateway.json", bytes("same")));
            Path file = state.file("config").resolve("gateway.json");
            Files.setLastModifiedTime(file, FileTime.fromMillis(1));
            state.write("config", Map.of("gateway.json", bytes("same")));
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.fromMillis(1));
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        try (StateDirectory state = StateDirectory.open(root)) {
            state.write("config", Map.of("gateway.json", bytes("{}")));
            Files.writeString(state.folder("logs").resolve("gateway-1.log"), "hello");
        }
        assertThat(root).doesNotExist();
    }

    @Test
    void leavesOnlyTheLogsBehindWhenTheyAreToBeKept() throws IOException {
        try (StateDirectory state = StateDirectory.open(root)) {
            state.write("secrets", Map.of("api/key", bytes("secret")));
            Files.writeString(state.folder("logs").resolve("gateway-1.log"), "hello");
            state.keepLogs();
        }
        assertThat(root).isDirectoryRecursivelyContaining(path -> path.endsWith("gateway-1.log"));
        assertThat(root).isDirectoryNotContaining(path -> !path.endsWith("logs"));
    }

    @Test
    void saysWhatToSetWhenTheFolderCannotBeMade() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "in the way");
        assertThatThrownBy(() -> StateDirectory.open(file.resolve("run")))
                .hasMessageContaining("cannot make the folder " + file.resolve("run"))
                .hasMessageContaining("set XDG_CACHE_HOME");
    }

    @Test
    void beginsWithNewLogs() throws IOException {
        try (StateDirectory state = StateDirectory.open(root)) {
            Files.writeString(state.folder("logs").resolve("gateway-1.log"), "of the run before");
            state.keepLogs();
        }
        try (StateDirectory state = StateDirectory.open(root)) {
            assertThat(state.file("logs")).isEmptyDirectory();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
