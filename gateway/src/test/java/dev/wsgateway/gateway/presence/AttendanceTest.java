package dev.wsgateway.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.control.Headcount;
import dev.wsgateway.gateway.hub.ClientInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttendanceTest {
    private final List<String> told = new ArrayList<>();
    private final Attendance attendance =
            new Attendance((joined, who) -> told.add((joined ? "+" : "-") + who.client()));

    private static ClientInfo client(String id) {
        return new ClientInfo("", id, null, null);
    }

    private static Headcount answer(String node, String... clients) {
        return new Headcount(
                "1",
                node,
                clients.length,
                List.of(),
                Arrays.stream(clients)
                        .map(id -> new Headcount.Member("", id, null, null))
                        .toList(),
                false);
    }

    private void call(Headcount... answers) {
        assertThat(attendance.begin()).isTrue();
        attendance.called(List.of(answers));
    }

    @Test
    void whoComesAndGoesIsToldOnce() {
        call();
        attendance.note("b", true, client("x"));
        attendance.note("b", true, client("x"));
        attendance.note("b", false, client("x"));
        attendance.note("b", false, client("x"));
        assertThat(told).containsExactly("+x", "-x");
    }

    @Test
    void whoWasThereBeforeIsNotToldToHaveCome() {
        call(answer("b", "x", "y"));
        assertThat(told).isEmpty();
        attendance.note("b", false, client("x"));
        assertThat(told).containsExactly("-x");
    }

    @Test
    void whoIsCalledBeforeItsComingIsHeardIsToldWhenItIs() {
        call(answer("b", "x"));
        attendance.note("b", true, client("x"));
        assertThat(told).containsExactly("+x");
    }

    @Test
    void thoseOfAGatewayThatIsGoneAreToldToHaveLeft() {
        call(answer("a", "w"), answer("b", "x", "y"));
        attendance.compare(Set.of("a", "b"));
        assertThat(attendance.begin()).isFalse();
        attendance.compare(Set.of("a"));
        call(answer("a", "w"));
        assertThat(told).containsExactlyInAnyOrder("-x", "-y");
    }

    @Test
    void aGatewayThatAnswersIsNotGone() {
        call(answer("b", "x"));
        attendance.compare(Set.of());
        call(answer("b", "x"));
        assertThat(told).isEmpty();
    }

    @Test
    void whatWasMissedIsToldAfterTheNextRollCall() {
        call(answer("b", "x"));
        attendance.doubt();
        call(answer("b", "y"));
        assertThat(told).containsExactlyInAnyOrder("+y", "-x");
    }

    @Test
    void whoMovesDuringARollCallIsNotUndoneByIt() {
        call(answer("b", "x"));
        attendance.doubt();
        assertThat(attendance.begin()).isTrue();
        attendance.note("b", false, client("x"));
        attendance.note("b", true, client("y"));
        attendance.called(List.of(answer("b", "x")));
        assertThat(told).containsExactly("-x", "+y");
    }

    @Test
    void aRollCallThatFailedIsDueAgain() {
        assertThat(attendance.begin()).isTrue();
        assertThat(attendance.begin()).isFalse();
        attendance.failed();
        assertThat(attendance.begin()).isTrue();
    }

    @Test
    void nobodyIsToldOfMoreThanTheLimit() {
        call();
        for (int i = 0; i < Attendance.MAX; i++) {
            assertThat(attendance.note("b", true, client("c" + i))).isTrue();
        }
        assertThat(attendance.note("b", true, client("more"))).isFalse();
        assertThat(attendance.note("b", false, client("more"))).isFalse();
        assertThat(told).hasSize(Attendance.MAX).doesNotContain("+more", "-more");
        attendance.note("b", false, client("c0"));
        assertThat(attendance.note("b", true, client("next"))).isTrue();
    }
}
