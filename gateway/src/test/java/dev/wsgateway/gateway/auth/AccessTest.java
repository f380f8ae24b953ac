package dev.wsgateway.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.config.GatewayConfig;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    // The rows are all combinations of a rule and a client.
    @ParameterizedTest
    @CsvSource({
        // rule, user, channels in the token, subscription token, channel, may
        "NOBODY, '', '', false, user:42, false",
        "NOBODY, 42, user:42, true, user:42, false",
        "ANYONE, '', '', false, user:42, true",
        "ANYONE, 42, '', false, user:42, true",
        "OWNER, 42, '', false, user:42, true",
        "OWNER, '', '', false, user:42, false",
        "OWNER, '', '', true, user:42, false",
        "OWNER, 4, '', false, user:42, false",
        "OWNER, 2, '', false, user:42, false",
        "OWNER, 42, '', false, user:4, false",
        "OWNER, 42, '', false, user:x:42, false",
        "OWNER, x:42, '', false, user:x:42, true",
        "OWNER, 42, '', false, user:42:x, false",
        "OWNER, 43, user:42, true, user:42, false",
        "TOKEN, 42, '', false, user:42, false",
        "TOKEN, '', '', false, user:42, false",
        "TOKEN, 42, user:42, false, user:42, true",
        "TOKEN, 42, user:43, false, user:42, false",
        "TOKEN, 42, '', true, user:42, true",
        "TOKEN, '', '', true, user:42, true"
    })
    void decidesByRuleAndClient(
            GatewayConfig.Access rule, String user, String claim, boolean hasGrant, String channel, boolean may) {
        Identity identity =
                new Identity(user, null, null, claim.isEmpty() ? Map.of() : Map.of(claim, ServerSubscription.PLAIN));
        GatewayConfig.Channel subscribe = namespace(rule, GatewayConfig.Access.NOBODY);
        GatewayConfig.Channel publish = namespace(GatewayConfig.Access.NOBODY, rule);
        assertThat(Access.maySubscribe(subscribe, channel, identity, hasGrant)).isEqualTo(may);
        assertThat(Access.mayPublish(publish, channel, identity, hasGrant)).isEqualTo(may);
        assertThat(Access.mayPublish(subscribe, channel, identity, hasGrant)).isFalse();
        assertThat(Access.maySubscribe(publish, channel, identity, hasGrant)).isFalse();
    }

    private static GatewayConfig.Channel namespace(GatewayConfig.Access subscribe, GatewayConfig.Access publish) {
        return new GatewayConfig.Channel("user", subscribe, publish, GatewayConfig.DataFormat.JSON, null);
    }

    @ParameterizedTest
    @CsvSource({"ANYONE, '', true", "ANYONE, 42, true", "AUTHENTICATED, '', false", "AUTHENTICATED, 42, true"})
    void decidesWhoAppends(GatewayConfig.Sender rule, String user, boolean may) {
        GatewayConfig.Stream stream = GatewayConfig.Stream.of("orders", rule, 10);
        assertThat(Access.mayAppend(stream, new Identity(user, null, null, Map.of())))
                .isEqualTo(may);
    }
}
