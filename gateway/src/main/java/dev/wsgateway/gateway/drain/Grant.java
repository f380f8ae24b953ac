package dev.wsgateway.gateway.drain;

/**
 * A right to move some connections, evenly from a moment on.
 *
 * @param start when the first one may go, in the nanoseconds of the {@link Ticker}; it may be past
 * @param count number of connections, at least 1
 * @param perSecond connections a second
 */
record Grant(long start, int count, double perSecond) {

    /** When one of them may go; the first is 0. */
    long at(int index) {
        return start + (long) (index * 1e9 / perSecond);
    }

    /** When the first of the next grant may go. */
    long end() {
        return at(count);
    }
}
