package dev.wsgateway.gateway.hub;

/** How a socket wants its publications. All sockets of one framing receive the same bytes. */
public enum Framing {
    /** A push of the Centrifugal client protocol in JSON, in a text frame. */
    JSON,
    /** The same in Protobuf, in a binary frame. */
    PROTOBUF,
    /** Nothing but the publication's data, in a text frame, or a binary one where the namespace is binary. */
    PLAIN
}
