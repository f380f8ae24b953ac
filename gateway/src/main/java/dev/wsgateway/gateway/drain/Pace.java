package dev.wsgateway.gateway.drain;

/** Says when connections may be moved. */
interface Pace {
    /**
     * The next moments. May block for a second.
     *
     * @param most how many are wanted, at least 1
     */
    Grant next(int most) throws InterruptedException;
}
