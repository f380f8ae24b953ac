package dev.wsgateway.e2e.chaos.broadcast;

import dev.wsgateway.e2e.chaos.faults.Breaker;
import dev.wsgateway.e2e.chaos.faults.Fault;
import java.util.List;
import java.util.function.Consumer;

/** What clients do that should not hurt: come back, read slowly. */
final class ClientFaults implements Breaker.Further {
    private final List<Client> clients;

    ClientFaults(List<Client> clients) {
        this.clients = clients;
    }

    @Override
    public void carryOut(Fault fault) throws InterruptedException {
        switch (fault.kind()) {
            case RECONNECT_CLIENTS -> some(fault, Client::drop);
            case SLOW_READERS -> {
                some(fault, client -> client.slow(true));
                Thread.sleep(fault.millis());
                clients.forEach(client -> client.slow(false));
            }
            default -> throw new IllegalArgumentException("this suite has no " + fault.kind());
        }
    }

    private void some(Fault fault, Consumer<Client> what) {
        for (int i = 0; i < clients.size(); i++) {
            if (fault.hits(i)) {
                what.accept(clients.get(i));
            }
        }
    }
}
