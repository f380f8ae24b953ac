package dev.wsgateway.e2e.cluster;

import dev.wsgateway.e2e.apiserver.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is needed to find out why a test failed: {@code target/e2e/TEST/}. */
record Evidence(Kubectl kubectl) {

    /** Writes objects, events and the logs of all pods of the cluster, those of a container before its restart as well. */
    void collect(String test) {
        Path directory = Path.of("target", "e2e", test);
        try {
            Files.createDirectories(directory);
            save(directory.resolve("objects.yaml"), "get", "wsg,all,configmap,pdb,endpointslices", "-A", "-o", "yaml");
            save(directory.resolve("pods.txt"), "get", "wsg,pods", "-A", "-o", "wide");
            save(directory.resolve("events.txt"), "get", "events", "-A", "--sort-by=.metadata.creationTimestamp");
            for (String pod : pods()) {
                String[] namespaceAndName = pod.split("/", 2);
                Kubectl there = kubectl.in(namespaceAndName[0]);
                String name = namespaceAndName[1];
                Path log = directory.resolve(pod.replace('/', '.') + ".log");
                Files.writeString(
                        log,
                        there.run("logs", name, "--previous").out()
                                + there.run("logs", name).out());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> pods() {
        return kubectl.run(
                        "get",
                        "pods",
                        "-A",
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{\"\\n\"}{end}")
                .out()
                .lines()
                .toList();
    }

    private void save(Path file, String... command) throws IOException {
        Files.writeString(file, kubectl.run(command).out());
    }
}
