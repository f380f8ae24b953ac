package dev.wsgateway.gateway.protocol;

/**
 * What a client sends.
 *
 * @param id chosen by the client, from 1 to 2^32 - 1, for the reply to carry; 0 where none is expected
 * @param request what it asks
 */
public record Command(long id, Request request) {}
