package dev.wsgateway.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RosterTest {
    private static final long SECOND = 1_000_000_000L;
    private final Roster roster = new Roster();

    private void look(int second, Map<String, String> beats) {
        roster.look(beats, second * SECOND);
    }

    @Test
    void aMemberThatBeatsIsAlive() {
        for (int second = 0; second < 20; second++) {
            look(second, Map.of("a", "" + second));
            assertThat(roster.alive()).containsExactly("a");
        }
    }

    @Test
    void aMemberIsDeadALeaseAfterItsLastBeatWasSeenAndNotBefore() {
        look(0, Map.of("a", "1"));
        look(1, Map.of("a", "2"));
        for (int second = 2; second < 6; second++) {
            look(second, Map.of("a", "2"));
            assertThat(roster.isDead("a")).isFalse();
        }
        look(6, Map.of("a", "2"));
        assertThat(roster.isDead("a")).isTrue();
        assertThat(roster.alive()).isEmpty();
        assertThat(roster.dead()).containsExactly(Map.entry("a", "2"));
    }

    @Test
    void theDeadMayComeBack() {
        look(0, Map.of("a", "1"));
        for (int second = 1; second < 9; second++) {
            look(second, Map.of("a", "1"));
        }
        look(9, Map.of("a", "2"));
        assertThat(roster.alive()).containsExactly("a");
        assertThat(roster.isDead("a")).isFalse();
    }

    @Test
    void aRedisThatWasAwayMakesNobodyDead() {
        look(0, Map.of("a", "1"));
        look(1, Map.of("a", "2"));
        look(60, Map.of("a", "2"));
        assertThat(roster.alive()).containsExactly("a");
        assertThat(roster.isDead("a")).isFalse();
    }

    @Test
    void aMemberThatLeftIsGoneAtOnceButWhatItOwnedIsNotTakenForALease() {
        look(0, Map.of("a", "1"));
        look(1, Map.of());
        assertThat(roster.alive()).isEmpty();
        assertThat(roster.isDead("a")).isFalse();
        for (int second = 2; second < 5; second++) {
            look(second, Map.of());
        }
        assertThat(roster.isDead("a")).isFalse();
        look(5, Map.of());
        assertThat(roster.isDead("a")).isTrue();
    }

    @Test
    void aMemberThatAnotherOneForgotAsDeadIsNotWaitedForAgain() {
        for (int second = 0; second < 5; second++) {
            look(second, Map.of("a", "1"));
        }
        look(5, Map.of());
        assertThat(roster.isDead("a")).isTrue();
    }

    @Test
    void aMemberWhoseBeatRedisLostIsAliveWithItsNextOne() {
        look(0, Map.of("a", "1"));
        look(1, Map.of());
        look(2, Map.of("a", "2"));
        assertThat(roster.alive()).containsExactly("a");
        for (int second = 3; second < 7; second++) {
            look(second, Map.of("a", "2"));
            assertThat(roster.isDead("a")).isFalse();
        }
    }

    @Test
    void anOwnerThatWasNeverSeenIsWaitedForAsWell() {
        look(0, Map.of());
        assertThat(roster.isDead("a")).isFalse();
        for (int second = 1; second < 5; second++) {
            look(second, Map.of());
            assertThat(roster.isDead("a")).isFalse();
        }
        look(5, Map.of());
        assertThat(roster.isDead("a")).isTrue();
    }
}
