package dev.wsgateway.gateway.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription's token says, once it is checked and found to be for this user and channel.
 *
 * @param expiresAt claim {@code exp}; null if the token does not expire
 * @param info claim {@code info}, a JSON text that other clients are shown; null if absent
 */
public record SubscriptionGrant(@Nullable Instant expiresAt, byte @Nullable [] info) {}
