package dev.wsgateway.gateway.api;

import java.util.concurrent.CompletionStage;

/** A method of the API. */
@FunctionalInterface
interface ApiMethod {
    /**
     * Carries out a command. Must not block.
     *
     * @param params its parameters, a JSON object
     * @return the reply, which does not fail but for a defect
     * @throws IllegalArgumentException when the parameters are no JSON object of the right form
     */
    CompletionStage<ApiReply> call(byte[] params);
}
