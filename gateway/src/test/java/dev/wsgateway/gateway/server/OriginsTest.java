package dev.wsgateway.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, https://app.example.com, true",
        "https://app.example.com, https://APP.example.com, true",
        "https://app.example.com, http://app.example.com, false",
        "https://app.example.com, https://app.example.com:8443, false",
        "https://app.example.com, https://app.example.com.evil.org, false",
        "https://app.example.com, null, false",
        "https://*.example.com, https://app.example.com, true",
        "https://*.example.com, https://a.b.example.com, true",
        "https://*.example.com, https://example.com, false",
        "https://*.example.com, https://.example.com, false",
        "https://*.example.com, https://evilexample.com, false",
        "https://*.example.com, http://app.example.com, false",
        "*, https://anything.org, true",
        "*, null, true"
    })
    void comparesWithTheList(String allowed, String origin, boolean allow) {
        assertThat(Origins.allow(List.of(allowed), origin, "gateway.example.com"))
                .isEqualTo(allow);
    }

    @ParameterizedTest
    @CsvSource({
        "https://chat.example.com, chat.example.com, true",
        "https://chat.example.com, chat.example.com:443, true",
        "http://chat.example.com, CHAT.example.com:80, true",
        "http://localhost:3000, localhost:3000, true",
        "http://localhost:3000, localhost:8000, false",
        "https://evil.org, chat.example.com, false",
        "null, chat.example.com, false",
        "not an origin, chat.example.com, false"
    })
    void comparesWithTheOwnHostWhereThereIsNoList(String origin, String host, boolean allow) {
        assertThat(Origins.allow(List.of(), origin, host)).isEqualTo(allow);
    }

    @Test
    void letsClientsInThatAreNoBrowsers() {
        assertThat(Origins.allow(List.of(), null, "chat.example.com")).isTrue();
        assertThat(Origins.allow(List.of("https://app.example.com"), null, null))
                .isTrue();
    }
}
