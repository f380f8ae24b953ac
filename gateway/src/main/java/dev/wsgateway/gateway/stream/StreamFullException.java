package dev.wsgateway.gateway.stream;

/** A stream has as many unread entries as it may, and takes no more until some are read. */
public final class StreamFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StreamFullException(String stream) {
        super("the stream '" + stream + "' is full: its consumers are behind");
    }
}
