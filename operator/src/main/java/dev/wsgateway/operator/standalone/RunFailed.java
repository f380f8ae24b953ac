package dev.wsgateway.operator.standalone;

/** The run cannot start or go on; the message says why and what to do. */
final class RunFailed extends Exception {
    private static final long serialVersionUID = 1;

    RunFailed(String message) {
        super(message);
    }
}
