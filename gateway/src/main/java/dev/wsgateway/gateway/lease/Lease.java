package dev.wsgateway.gateway.lease;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;

/** An ownership of one partition. Any thread. */
public final class Lease {
    private final String key;
    private final String token;
    private final boolean quiet;
    private final Term term;
    private volatile boolean lost;

    /**
     * An ownership that Redis has granted.
     *
     * @param key Redis key that holds the current token
     */
    Lease(String key, String token, boolean quiet, Term term) {
        this.key = key;
        this.token = token;
        this.quiet = quiet;
        this.term = term;
    }

    /** Redis key of the hash whose field {@code token} every script of the owner compares with {@link #token}. */
    public String key() {
        return key;
    }

    /** The fencing token, a decimal number: larger than those of all earlier owners. */
    public String token() {
        return token;
    }

    /** The token as an argument of a script. */
    public byte[] tokenBytes() {
        return token.getBytes(US_ASCII);
    }

    /**
     * Whether nothing that an earlier owner began can be still under way: it said so when it left. Otherwise it was
     * stopped or killed, and a call it had begun may last for as long as calls may.
     */
    public boolean tookOverInQuiet() {
        return quiet;
    }

    /** Whether nothing has taken the partition from this process, by its own monotonic clock. */
    public boolean isHeld() {
        return !lost && term.isRunning(Duration.ZERO);
    }

    /** Notes that Redis has another token: this process isn't the owner any more. */
    public void lose() {
        lost = true;
    }
}
