package dev.wsgateway.e2e.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The released JavaScript SDK in a Node.js process: {@code src/test/js/client.mjs}. */
final class JavaScriptClient {
    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path INSTALLED = Path.of("target/js");

    private JavaScriptClient() {}

    /** Starts a client that is not connected yet; a token may follow the URL. */
    static SdkClient start(String... urlAndToken) {
        List<String> command = new ArrayList<>(List.of("node", "client.mjs"));
        command.addAll(List.of(urlAndToken));
        return new SdkClient(INSTALLED, command);
    }

    /** Fetches the SDK, pinned in {@code package-lock.json}. */
    static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
            Files.copy(SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        SdkClient.run(INSTALLED, "npm", "ci", "--no-audit", "--no-fund");
    }
}
