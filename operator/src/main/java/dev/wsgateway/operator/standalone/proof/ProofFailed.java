package dev.wsgateway.operator.standalone.proof;

/** A promise was not kept; the message says what was seen instead. */
public final class ProofFailed extends Exception {
    private static final long serialVersionUID = 1;

    ProofFailed(String message) {
        super(message);
    }
}
