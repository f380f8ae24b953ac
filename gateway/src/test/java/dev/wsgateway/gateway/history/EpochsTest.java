package dev.wsgateway.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochsTest {
    @ParameterizedTest(name = "{2}@{3} of {0} up to {1}: {4}")
    @CsvSource({
        "a:1,          10, a, 10, true",
        "a:1,          10, a, 0,  true",
        "a:1,          10, a, 11, false", // ahead: Redis lost the end
        "a:1,          10, b, 10, false", // another life of the channel
        "a:1 b:11,     12, a, 10, true", // a restart that lost nothing
        "a:1 b:9,      12, a, 8,  true", // behind what was lost
        "a:1 b:9,      12, a, 9,  false", // 9 was given out twice
        "a:1 b:9,      12, a, 10, false",
        "a:1 b:9,      12, b, 10, true",
        "a:1 b:9 c:11, 12, a, 10, false", // continuous with c alone, not with b
        "a:1 b:11 c:9, 12, b, 12, false",
        "a:1 b:1,      3,  a, 0,  true",
    })
    void aPositionIsContinuousWhenNoLaterEpochBeganBeforeIt(
            String epochs, long top, String epoch, long offset, boolean continuous) {
        assertThat(Epochs.parse(epochs).continues(new Position(epoch, offset), top))
                .isEqualTo(continuous);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", ":1", "a:", "a:x", "a:1  b:2"})
    void refusesWhatIsNoList(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Epochs.parse(text));
    }

    @Test
    void theCurrentOneIsTheLast() {
        assertThat(Epochs.parse("a:1 b:9").current()).isEqualTo("b");
    }
}
