package dev.wsgateway.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wsgateway.gateway.stream.ClientMessage.Labels;
import org.junit.jupiter.api.Test;

class RpcMethodTest {
    @Test
    void aNameAloneIsTheStream() {
        assertThat(RpcMethod.parse("orders")).isEqualTo(new RpcMethod("orders", Labels.NONE));
    }

    @Test
    void readsIdAndKeyAsAUrlHasThem() {
        assertThat(RpcMethod.parse("orders?id=a%2Fb&key=customer+7".replace("+", "-")))
                .isEqualTo(new RpcMethod("orders", new Labels("a/b", "customer-7")));
    }

    @Test
    void ignoresOtherParameters() {
        assertThat(RpcMethod.parse("orders?later=1&id=m1")).isEqualTo(new RpcMethod("orders", new Labels("m1", null)));
    }

    @Test
    void refusesAnIdThatIsNone() {
        for (String id : new String[] {"", "a%20b", "%00", "x".repeat(129)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RpcMethod.parse("orders?id=" + id))
                    .withMessage("'id' has 1 to 128 characters, without spaces and control characters");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RpcMethod.parse("orders?id=a&id=b"))
                .withMessage("'id' stands there more than once");
    }
}
