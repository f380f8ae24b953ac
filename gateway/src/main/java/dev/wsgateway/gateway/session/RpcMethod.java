package dev.wsgateway.gateway.session;

/**
 * The method of an rpc: a stream's name, and behind {@code ?} parameters of the message, in the form of a URL's query.
 * Parameters that are not known are ignored; none is known yet.
 */
record RpcMethod(String stream) {
    static RpcMethod parse(String method) {
        int query = method.indexOf('?');
        return new RpcMethod(query < 0 ? method : method.substring(0, query));
    }
}
