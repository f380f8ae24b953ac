package dev.wsgateway.gateway.delta;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes deltas in Fossil's format: the target's length and a newline, then copies {@code LENGTH@OFFSET,} from the source
 * and inserts {@code LENGTH:BYTES}, then {@code CHECKSUM;}. Numbers are in base 64 with digits of its own.
 *
 * <p>A copy is found by the hashes of the source's blocks, as in Fossil, and begins and ends between the characters of a
 * target in UTF-8: so the delta of a text is a text, which JSON can carry.
 */
public final class FossilDelta {
    private static final int BLOCK = 16;
    private static final int MAX_TRIES = 32;
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~".getBytes(StandardCharsets.US_ASCII);

    private final byte[] source;
    private final byte[] target;
    private final ByteArrayOutputStream out;
    /** For each hash the last block with it, by its number; -1 for none. */
    private final int[] lastBlock;
    /** For each block the one before it with the same hash. */
    private final int[] blockBefore;

    /** Where the best copy found begins in the target and in the source, and how long it is. */
    private int begin;

    private int from;
    private int length;

    private FossilDelta(byte[] source, byte[] target) {
        this.source = source;
        this.target = target;
        this.out = new ByteArrayOutputStream(Math.max(64, target.length / 4));
        int blocks = source.length / BLOCK;
        this.blockBefore = new int[blocks];
        this.lastBlock = new int[Integer.highestOneBit(Math.max(1, blocks)) * 2];
        Arrays.fill(lastBlock, -1);
        for (int block = 0; block < blocks; block++) {
            int slot = slot(source, block * BLOCK);
            blockBefore[block] = lastBlock[slot];
            lastBlock[slot] = block;
        }
    }

    /** What makes the target of the source. */
    public static byte[] of(byte[] source, byte[] target) {
        return new FossilDelta(source, target).encode();
    }

    private byte[] encode() {
        number(target.length);
        out.write('\n');
        int done = 0;
        int at = 0;
        while (at + BLOCK <= target.length) {
            find(at, done);
            if (length < BLOCK) {
                at++;
                continue;
            }
            insert(done, begin);
            number(length);
            out.write('@');
            number(from);
            out.write(',');
            done = begin + length;
            at = done;
        }
        insert(done, target.length);
        number(checksum(target));
        out.write(';');
        return out.toByteArray();
    }

    private void insert(int start, int end) {
        if (end > start) {
            number(end - start);
            out.write(':');
            out.write(target, start, end - start);
        }
    }

    // The longest copy around the block of the target that begins at a place, not before what is done.
    private void find(int at, int done) {
        length = 0;
        int block = lastBlock[slot(target, at)];
        for (int tries = 0; block >= 0 && tries < MAX_TRIES; tries++) {
            extend(at, block * BLOCK, done);
            block = blockBefore[block];
        }
    }

    private void extend(int at, int in, int done) {
        int end = 0;
        while (at + end < target.length && in + end < source.length && target[at + end] == source[in + end]) {
            end++;
        }
        if (end < BLOCK) {
            return;
        }
        int start = 0;
        while (at + start > done && in + start > 0 && target[at + start - 1] == source[in + start - 1]) {
            start--;
        }
        while (start < end && isWithinCharacter(at + start)) {
            start++;
        }
        while (end > start && isWithinCharacter(at + end)) {
            end--;
        }
        if (end - start > length) {
            begin = at + start;
            from = in + start;
            length = end - start;
        }
    }

    private boolean isWithinCharacter(int place) {
        return place < target.length && (target[place] & 0xc0) == 0x80;
    }

    private int slot(byte[] bytes, int from) {
        int hash = 0;
        for (int i = from; i < from + BLOCK; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ (hash >>> 16)) & (lastBlock.length - 1);
    }

    // Of 32 bits without a sign.
    private void number(int value) {
        if (value == 0) {
            out.write('0');
            return;
        }
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 5) / 6;
        for (int i = digits - 1; i >= 0; i--) {
            out.write(DIGITS[(value >>> (6 * i)) & 63]);
        }
    }

    // The sum of its words of 32 bits, the last one filled up with zeros.
    private static int checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (24 - 8 * (i & 3));
        }
        return sum;
    }
}
