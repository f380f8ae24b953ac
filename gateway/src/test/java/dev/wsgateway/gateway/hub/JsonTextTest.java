package dev.wsgateway.gateway.hub;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1,{\"a\":null}]", "\"text\"", "12.5", "true", " {\"a\":\"b\\nc\"} "})
    void passesAJsonTextOnUntouched(String text) {
        byte[] data = text.getBytes(UTF_8);
        assertThat(JsonText.check(data)).isSameAs(data);
    }

    @Test
    void replacesRawNewlinesBySpaces() {
        assertThat(JsonText.check("{\n \"a\":\r\n1}".getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo("{  \"a\":  1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}{}", "tru", "\"a", "{\"a\":1,}", "nul", "1 2", "[1", "\u0001", "\"a\nb\""})
    void refusesWhatIsNotOneJsonText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.check(text.getBytes(UTF_8)))
                .withMessageStartingWith("no JSON");
    }

    @Test
    void refusesInvalidUtf8() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.check(new byte[] {'"', (byte) 0xc3, '"'}))
                .withMessage("no UTF-8 at byte offset: #1");
    }

    @Test
    void refusesASurrogateInUtf8WhichABrowserWouldCloseTheSocketFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.check(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}))
                .withMessage("no UTF-8 at byte offset: #1");
    }

    @Test
    void refusesUtf16() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.check("{\"a\":1}".getBytes(UTF_16LE)))
                .withMessage("no JSON: a NUL at byte offset: #1");
    }

    @Test
    void passesLongTextsOfAllScriptsOn() {
        byte[] data = ("\"" + "aß漢😀".repeat(10_000) + "\"").getBytes(UTF_8);
        assertThat(JsonText.check(data)).isSameAs(data);
    }

    @Test
    void refusesDeepNesting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonText.check("[".repeat(100_000).getBytes(UTF_8)))
                .withMessageContaining("depth");
    }
}
