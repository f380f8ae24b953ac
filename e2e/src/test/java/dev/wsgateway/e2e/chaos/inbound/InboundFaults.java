package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.faults.Breaker;
import dev.wsgateway.e2e.chaos.faults.Fault;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** What befalls groups, backends and consumers. */
final class InboundFaults implements Breaker.Further {
    private final InboundPlan plan;
    private final Deployment deployment;
    private final Backend backend;
    private final List<PullConsumer> consumers;

    InboundFaults(InboundPlan plan, Deployment deployment, Backend backend, List<PullConsumer> consumers) {
        this.plan = plan;
        this.deployment = deployment;
        this.backend = backend;
        this.consumers = consumers;
    }

    @Override
    public void carryOut(Fault fault) throws InterruptedException {
        switch (fault.kind()) {
            case FLUSH_GROUP -> flush(fault);
            case BACKEND_AWAY -> {
                backend.goAway();
                Thread.sleep(fault.millis());
                backend.comeBack();
            }
            case BACKEND_HANGS -> {
                backend.hang(true);
                Thread.sleep(fault.millis());
                backend.hang(false);
            }
            case KILL_CONSUMERS -> some(fault, PullConsumer::kill);
            case PAUSE_CONSUMERS -> {
                some(fault, consumer -> consumer.pause(true));
                Thread.sleep(fault.millis());
                consumers.forEach(consumer -> consumer.pause(false));
            }
            default -> throw new IllegalArgumentException("this suite has no " + fault.kind());
        }
    }

    private void flush(Fault fault) {
        List<InboundEvent.Group> groups = InboundParts.groups();
        String group = groups.get(fault.amount() % groups.size()).name();
        for (int partition = 0; partition < plan.partitions(); partition++) {
            try {
                String _ = deployment
                        .master()
                        .cli("XGROUP", "DESTROY", InboundParts.NAMES.entries(InboundParts.STREAM, partition), group);
            } catch (UncheckedIOException e) {
                // Redis is broken just now, and cannot lose anything.
            }
        }
    }

    private void some(Fault fault, Consumer<PullConsumer> what) {
        for (int i = 0; i < consumers.size(); i++) {
            if (fault.hits(i)) {
                what.accept(consumers.get(i));
            }
        }
    }
}
