package dev.wsgateway.gateway.server;

import dev.wsgateway.gateway.protocol.Codec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client of the client protocol wants it.
 *
 * @param name what the handshake's answer says; null where the client offered nothing that is spoken here
 */
record Subprotocol(@Nullable String name, Codec codec) {
    private static final List<Subprotocol> SPOKEN = List.of(
            new Subprotocol("centrifuge-json", Codec.JSON), new Subprotocol("centrifuge-protobuf", Codec.PROTOBUF));

    /** The first that the client offers and this gateway speaks; JSON, unnamed, where there is none. */
    static Subprotocol choose(List<String> offered) {
        return offered.stream()
                .flatMap(name -> SPOKEN.stream().filter(spoken -> name.equals(spoken.name)))
                .findFirst()
                .orElse(new Subprotocol(null, Codec.JSON));
    }
}
