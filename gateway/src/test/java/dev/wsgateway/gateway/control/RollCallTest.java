package dev.wsgateway.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.redis.RedisUnavailableException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RollCallTest {
    private final RollCall rollCall = new RollCall();

    private static Headcount of(String node) {
        return Headcount.of("1", node, List.of(new ClientInfo("42", "c-" + node, null, null)), true);
    }

    @Test
    void isCompleteWhenAllHaveAnsweredWhoWereAsked() {
        rollCall.add(of("g1"));
        rollCall.expect(2);
        assertThat(rollCall.result()).isNotDone();
        rollCall.add(of("g1"));
        assertThat(rollCall.result()).isNotDone();
        rollCall.add(of("g2"));
        assertThat(rollCall.result().join()).extracting(Headcount::node).containsExactlyInAnyOrder("g1", "g2");
    }

    @Test
    void isCompleteThoughAStrangerListensThatNeverAnswers() {
        rollCall.expect(3);
        rollCall.add(of("g1"));
        rollCall.add(of("g2"));
        rollCall.finish(Set.of("g1", "g2"));
        assertThat(rollCall.result().join()).hasSize(2);
    }

    @Test
    void isNoAnswerWhileAGatewayThatLivesIsSilent() {
        rollCall.expect(2);
        rollCall.add(of("g1"));
        rollCall.finish(Set.of("g1", "g2"));
        assertThatThrownBy(() -> rollCall.result().join())
                .hasCauseInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("g2");
    }

    @Test
    void aGatewayWithMoreThanFitsSaysSo() {
        byte[] info = new byte[1 << 20];
        List<ClientInfo> many = List.of(client(info), client(info), client(info), client(info), client(info));
        assertThat(Headcount.of("1", "g1", many, true).tooMany()).isTrue();
        assertThat(Headcount.of("1", "g1", many, true).members()).isEmpty();
        assertThat(Headcount.of("1", "g1", many, false).tooMany()).isFalse();
    }

    private static ClientInfo client(byte[] info) {
        return new ClientInfo("42", "c", info, null);
    }

    @Test
    void countsAUserOfSeveralConnectionsOnce() {
        Headcount count = Headcount.of(
                "1",
                "g1",
                List.of(
                        new ClientInfo("42", "a", null, null),
                        new ClientInfo("42", "b", null, null),
                        new ClientInfo("43", "c", null, null)),
                false);
        assertThat(count.number()).isEqualTo(3);
        assertThat(count.users()).hasSize(2);
    }
}
