package dev.wsgateway.bench.contender;

import dev.wsgateway.bench.process.Program;
import java.util.List;

/**
 * A contender that runs. Every one serves {@code POST /api/publish} with {@code {"channel":…,"data":…}}.
 *
 * @param nodes the processes that serve sockets
 * @param helpers other processes that it needs, without Redis
 * @param dialect what its clients speak: a name that the generator knows
 * @param websocketPorts of the nodes
 * @param apiPorts of the nodes
 */
public record Cluster(
        List<Program> nodes,
        List<Program> helpers,
        String dialect,
        List<Integer> websocketPorts,
        List<Integer> apiPorts)
        implements AutoCloseable {
    @Override
    public void close() {
        nodes.forEach(Program::close);
        helpers.forEach(Program::close);
    }
}
