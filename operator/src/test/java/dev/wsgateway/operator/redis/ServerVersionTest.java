package dev.wsgateway.operator.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {
    @ParameterizedTest
    @CsvSource({
        "'redis_version:6.2.14', 6.2.14, false",
        "'redis_version:7.0.0', 7.0.0, true",
        "'redis_version:10.1.0', 10.1.0, true",
        "'redis_version:7.2.4;server_name:valkey;valkey_version:8.1.1', Valkey 8.1.1, true",
        "'os:Linux', unknown, false",
    })
    void tellsWhatAServerIsAndWhetherItWillDo(String info, String name, boolean supported) {
        assertThat(ServerVersion.parse("# Server\r\n" + info.replace(";", "\r\n") + "\r\n"))
                .isEqualTo(new ServerVersion(name, supported));
    }
}
