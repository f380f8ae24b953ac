package dev.wsgateway.gateway.delta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FossilDeltaTest {
    private final Random random = new Random(7);

    /** Made by the npm package fossil-delta 2.0.0. */
    @Test
    void agreesWithTheLibraryThatTheJavaScriptClientIsMadeOf() {
        String source = "{\"price\":100,\"name\":\"a rather long name of a thing\"}";
        String target = "{\"price\":101,\"name\":\"a rather long name of a thing\"}";
        assertThat(text(FossilDelta.of(source.getBytes(UTF_8), target.getBytes(UTF_8))))
                .isEqualTo("p\nC:{\"price\":101d@C,1xIgmw;");
    }

    @Test
    void makesTheTargetOfTheSource() {
        for (int i = 0; i < 2000; i++) {
            byte[] source = bytes(random.nextInt(400), 1 + random.nextInt(255));
            byte[] target = changed(source);
            assertThat(Fossil.apply(source, FossilDelta.of(source, target))).isEqualTo(target);
        }
    }

    @Test
    void isShortWhereLittleChanged() {
        byte[] source = bytes(60_000, 255);
        byte[] target = source.clone();
        target[30_000]++;
        assertThat(FossilDelta.of(source, target)).hasSizeLessThan(40);
    }

    @Test
    void isATextWhereTheTargetIs() throws CharacterCodingException {
        String letters = "aбвгд漢字😀\"\\\n";
        for (int i = 0; i < 2000; i++) {
            String source = words(letters);
            String target =
                    source.substring(0, source.offsetByCodePoints(0, source.codePointCount(0, source.length()) / 2))
                            + words(letters);
            byte[] delta = FossilDelta.of(source.getBytes(UTF_8), target.getBytes(UTF_8));
            UTF_8.newDecoder().decode(ByteBuffer.wrap(delta));
            assertThat(text(Fossil.apply(source.getBytes(UTF_8), delta))).isEqualTo(target);
        }
    }

    private String words(String letters) {
        StringBuilder words = new StringBuilder();
        int[] all = letters.codePoints().toArray();
        for (int i = random.nextInt(120); i > 0; i--) {
            words.appendCodePoint(all[random.nextInt(all.length)]);
        }
        return words.toString();
    }

    private byte[] changed(byte[] source) {
        byte[] more = bytes(random.nextInt(100), 255);
        int cut = source.length == 0 ? 0 : random.nextInt(source.length);
        byte[] target = new byte[source.length - cut + more.length];
        System.arraycopy(source, cut, target, 0, source.length - cut);
        System.arraycopy(more, 0, target, source.length - cut, more.length);
        if (target.length > 0) {
            target[random.nextInt(target.length)] = (byte) random.nextInt();
        }
        return target;
    }

    private byte[] bytes(int length, int kinds) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(kinds);
        }
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
