package dev.wsgateway.gateway.drain;

/** The clients of this process, as a drain sees them. */
public interface Clients {
    /** How many have not been told to go. */
    int staying();

    /** How many have come since the process started. */
    long arrivals();

    /** From now on, nobody is let in. */
    void refuseNew();

    /** Tells one that was not told yet to come back elsewhere; it goes once what it asked for is answered. */
    void moveOne();
}
