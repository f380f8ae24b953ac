package dev.wsgateway.gateway.session;

/**
 * Why the gateway ends a subscription. Codes are those of the centrifuge library ({@code unsubscribe.go}); an SDK
 * subscribes again after those from 2500.
 */
enum UnsubscribeCode {
    /** A backend asked for it. */
    SERVER(2000, "server unsubscribe"),
    /** The configuration no longer lets the client subscribe. It does not come back by itself. */
    NOT_ALLOWED(2000, "no longer allowed"),
    /** The client lacks publications that can't be had any more, and has to look elsewhere for the state. */
    INSUFFICIENT_STATE(2500, "insufficient state"),
    /** The subscription's token expired and no new one came. */
    EXPIRED(2501, "subscription expired");

    final int code;
    final String reason;

    UnsubscribeCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }
}
