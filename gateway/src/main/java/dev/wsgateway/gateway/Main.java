package dev.wsgateway.gateway;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway process. Ends with 0 after SIGTERM, 2 when its configuration makes no sense, 1 for anything else. */
public final class Main {
    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Takes no arguments: see {@link dev.wsgateway.config.GatewayEnvironment}. */
    public static void main(String[] arguments) {
        try {
            GatewayProcess process = GatewayProcess.start(Options.of(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process), "shutdown"));
            process.awaitEnd();
        } catch (IllegalArgumentException e) {
            log.atError().addKeyValue("error", e.getMessage()).log("cannot start: the configuration makes no sense");
            System.exit(2);
        } catch (Exception e) {
            log.atError().setCause(e).log("cannot start");
            System.exit(1);
        }
    }

    // The JVM would end with 143 after SIGTERM, which looks like a failure.
    private static void stop(GatewayProcess process) {
        process.drain();
        process.close();
        Runtime.getRuntime().halt(0);
    }
}
