package dev.wsgateway.gateway.delta;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Applies deltas as a client does, by the format's description. */
public final class Fossil {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

    private final byte[] delta;
    private int at;

    private Fossil(byte[] delta) {
        this.delta = delta;
    }

    /** What a delta makes of a source; fails where it is none, or one of another source. */
    public static byte[] apply(byte[] source, byte[] delta) {
        return new Fossil(delta).apply(source);
    }

    private byte[] apply(byte[] source) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int size = (int) number();
        expect('\n');
        while (true) {
            long number = number();
            switch (delta[at++]) {
                case '@' -> {
                    int offset = (int) number();
                    expect(',');
                    out.write(source, offset, (int) number);
                }
                case ':' -> {
                    out.write(delta, at, (int) number);
                    at += (int) number;
                }
                case ';' -> {
                    byte[] made = out.toByteArray();
                    if (made.length != size || checksum(made) != number || at != delta.length) {
                        throw new AssertionError("not what was meant: " + new String(delta, US_ASCII));
                    }
                    return made;
                }
                default -> throw new AssertionError("no command at " + at);
            }
        }
    }

    private void expect(char wanted) {
        if (delta[at++] != wanted) {
            throw new AssertionError("no '" + wanted + "' at " + at);
        }
    }

    private long number() {
        long number = 0;
        for (int digit = DIGITS.indexOf(delta[at]); digit >= 0; digit = DIGITS.indexOf(delta[++at])) {
            number = number * 64 + digit;
        }
        return number;
    }

    private static long checksum(byte[] bytes) {
        byte[] words = Arrays.copyOf(bytes, (bytes.length + 3) / 4 * 4);
        long sum = 0;
        for (int i = 0; i < words.length; i += 4) {
            sum += ByteBuffer.wrap(words).getInt(i) & 0xffff_ffffL;
        }
        return sum & 0xffff_ffffL;
    }
}
