/**
 * The Centrifugal client protocol, version 2 (centrifugal/protocol, {@code client.proto}), as the maintained SDKs speak
 * it: what a client may ask, what it is answered, and the bytes of both.
 *
 * <p>A frame holds one or more {@link dev.wsgateway.gateway.protocol.Command}s: JSON objects separated by newlines, or
 * Protobuf messages each behind its length as a varint. A {@link dev.wsgateway.gateway.protocol.Reply} goes back in the
 * same form. {@link dev.wsgateway.gateway.protocol.Codec} turns one into the other; what the bytes mean is none of its
 * business. The numbers in {@link dev.wsgateway.gateway.protocol.ErrorCode} and {@link
 * dev.wsgateway.gateway.protocol.Disconnect} are a contract: SDKs decide by them whether to come back.
 */
@NullMarked
package dev.wsgateway.gateway.protocol;

import org.jspecify.annotations.NullMarked;
