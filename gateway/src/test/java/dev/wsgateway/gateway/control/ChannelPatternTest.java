package dev.wsgateway.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelPatternTest {
    @ParameterizedTest
    @CsvSource({
        "'',news:1,true",
        "*,news:1,true",
        "news:*,news:1,true",
        "news:*,news:,true",
        "news:*,user:1,false",
        "*:1,news:1,true",
        "*:1,news:12,false",
        "n?ws:1,news:1,true",
        "n?ws:1,nws:1,false",
        "*s:*a*b,news:xaybzb,true",
        "*s:*a*b,news:xaybz,false",
        "news:1,news:1,true",
        "news:1,news:12,false",
        "news:12,news:1,false",
        "news:1?,news:1,false",
        "news:1**,news:1,true"
    })
    void matches(String pattern, String channel, boolean expected) {
        assertThat(new ChannelPattern(pattern).test(channel)).isEqualTo(expected);
    }

    @Test
    void endsSoonForAPatternMadeToTakeLong() {
        String pattern = "*a".repeat(120) + "b";
        assertThat(new ChannelPattern(pattern).test("a".repeat(255))).isFalse();
    }
}
