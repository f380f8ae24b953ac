package dev.wsgateway.gateway.delivery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes lanes = new Lanes();

    private static EntryRef entry(int id) {
        return new EntryRef(false, id + "-0");
    }

    @Test
    void ofEachKeyOneIsDeliveredAndTheOthersWaitInTheirOrder() {
        Lane a = requireNonNull(lanes.add(entry(1), "a", 0));
        assertThat(lanes.add(entry(2), "a", 0)).isNull();
        assertThat(lanes.add(entry(3), "b", 0)).isNotNull();
        assertThat(lanes.add(entry(4), "a", 0)).isNull();
        assertThat(lanes.poll(0)).isNull();
        lanes.finish(a);
        assertThat(lanes.poll(0)).isSameAs(a);
        assertThat(a.head().ref()).isEqualTo(entry(2));
        lanes.finish(a);
        assertThat(lanes.poll(0)).isSameAs(a);
        assertThat(a.head().ref()).isEqualTo(entry(4));
        lanes.finish(a);
        assertThat(lanes.poll(0)).isNull();
        assertThat(lanes.size()).isEqualTo(1);
        assertThat(lanes.add(entry(5), "a", 0)).isNotNull();
    }

    @Test
    void whatIsDelayedIsDueAtItsTimeEarliestFirst() {
        Lane a = requireNonNull(lanes.add(entry(1), "a", 0));
        Lane b = requireNonNull(lanes.add(entry(2), "b", 0));
        lanes.delay(a, 20);
        lanes.delay(b, 10);
        assertThat(lanes.blocked()).isEqualTo(2);
        assertThat(lanes.nextDue()).isEqualTo(10);
        assertThat(lanes.poll(9)).isNull();
        assertThat(lanes.poll(20)).isSameAs(b);
        assertThat(lanes.poll(20)).isSameAs(a);
        assertThat(lanes.nextDue()).isNull();
    }

    @Test
    void itIsCrowdedWhileAsManyWaitBehindOneAsMay() {
        Lane a = requireNonNull(lanes.add(entry(1), "a", 0));
        lanes.add(entry(2), "a", 0);
        assertThat(lanes.isCrowded(2)).isFalse();
        lanes.add(entry(3), "a", 0);
        assertThat(lanes.isCrowded(2)).isTrue();
        lanes.add(entry(4), "a", 0);
        assertThat(lanes.isCrowded(4)).isFalse();
        assertThat(lanes.isCrowded(2)).isTrue();
        lanes.finish(a);
        assertThat(lanes.isCrowded(2)).isTrue();
        lanes.finish(a);
        assertThat(lanes.isCrowded(2)).isFalse();
        assertThat(lanes.knows(entry(2))).isFalse();
        assertThat(lanes.knows(entry(3))).isTrue();
    }
}
