package dev.wsgateway.bench.scenario;

import dev.wsgateway.bench.contender.Contender;
import java.util.List;
import java.util.Map;

/** A kind of load. */
public interface Scenario {
    /**
     * Puts it on a contender.
     *
     * @return figures by name, with the unit in the name, the most important one first
     */
    Map<String, Double> run(Contender contender, Parameters parameters);

    /** Its parameters with their defaults. */
    Map<String, String> defaults();

    /** Names of all scenarios. */
    static List<String> names() {
        return List.of("fanout-cpu", "fanout-max", "unicast", "inbound", "idle", "storm", "slow", "start");
    }

    /** The scenario of a name. */
    static Scenario of(String name) {
        return switch (name) {
            case "fanout-cpu" -> new FanOutCpu();
            case "fanout-max" -> new FanOutMax();
            case "unicast" -> new Unicast();
            case "inbound" -> new Inbound();
            case "idle" -> new Idle();
            case "storm" -> new Storm();
            case "slow" -> new Slow();
            case "start" -> new Start();
            default -> throw new IllegalArgumentException("no scenario '" + name + "': one of " + names());
        };
    }
}
