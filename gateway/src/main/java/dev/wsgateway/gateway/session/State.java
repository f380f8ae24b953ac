package dev.wsgateway.gateway.session;

import dev.wsgateway.gateway.auth.Identity;

/** Where in its life a {@link ProtocolSession} is. */
sealed interface State {
    /** No connect command yet. */
    record Waiting() implements State {}

    /** The connect command's token is being checked. */
    record Authenticating() implements State {}

    /** Everything is allowed that the identity may do. */
    record Connected(Identity identity) implements State {}

    /** The connect command failed and the client knows: it is for the client to close. */
    record Refused() implements State {}

    /** The connection ends, or is gone. */
    record Closed() implements State {}
}
