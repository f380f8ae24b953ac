package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Findings;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Claim;
import dev.wsgateway.e2e.chaos.history.InboundEvent.Pending;
import dev.wsgateway.e2e.chaos.history.Violation.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pending list of one partition in one group, from look to look: under one token only its owner takes entries. */
final class Ownership {
    private final Findings findings;
    private Map<String, String> consumers = Map.of();
    private @Nullable Pending before;

    Ownership(Findings findings) {
        this.findings = findings;
    }

    void seen(Pending now) {
        Map<String, String> next = new HashMap<>();
        for (Claim claim : now.entries()) {
            String other = next.put(claim.entry(), claim.consumer());
            if (other != null) {
                findings.add(
                        Kind.TWO_OWNERS,
                        claim.entry() + " is with " + other + " and with " + claim.consumer() + " in " + now.group());
            }
        }
        if (before != null && before.token().equals(now.token()) && !now.token().isEmpty()) {
            String owner = now.owner().isEmpty() ? before.owner() : now.owner();
            next.forEach((entry, consumer) -> {
                if (!consumer.equals(owner) && !consumer.equals(consumers.get(entry))) {
                    findings.add(
                            Kind.TWO_OWNERS,
                            consumer + " took " + entry + " of " + now.group() + ", partition " + now.partition()
                                    + ", which " + owner + " owns under token " + now.token());
                }
            });
        }
        consumers = next;
        before = now;
    }
}
