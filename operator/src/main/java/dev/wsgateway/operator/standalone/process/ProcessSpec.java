package dev.wsgateway.operator.standalone.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that is to run. Two equal specs are the same process; a changed one is started anew.
 *
 * @param name unique among the processes, such as {@code gateway-1}
 * @param command program and arguments
 * @param environment added to the runner's own
 * @param log file that its output is appended to
 */
public record ProcessSpec(String name, List<String> command, Map<String, String> environment, Path log) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
