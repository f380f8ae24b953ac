package dev.wsgateway.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.control.Headcount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PresenceTest {
    private final List<CompletableFuture<List<Headcount>>> asked = new ArrayList<>();
    private final Presence presence = new Presence((channel, names) -> {
        asked.add(new CompletableFuture<>());
        return asked.getLast();
    });

    private CompletableFuture<Census> ask(String channel) {
        return presence.stats(channel).toCompletableFuture();
    }

    private static List<Headcount> count(int number) {
        return List.of(new Headcount("1", "g1", number, List.of(), List.of(), false));
    }

    @Test
    void whoAsksWhileAQuestionIsOnItsWaySharesTheNextOne() {
        CompletableFuture<Census> first = ask("room:a");
        CompletableFuture<Census> second = ask("room:a");
        CompletableFuture<Census> third = ask("room:a");
        assertThat(asked).hasSize(1);
        asked.getFirst().complete(count(1));
        assertThat(first).isCompletedWithValue(new Census.Stats(1, 0));
        assertThat(second).isNotDone();
        assertThat(asked).hasSize(2);
        asked.getLast().complete(count(2));
        assertThat(second).isCompletedWithValue(new Census.Stats(2, 0));
        assertThat(third).isCompletedWithValue(new Census.Stats(2, 0));
        assertThat(presence.surveys()).isEqualTo(2);
    }

    @Test
    void channelsDoNotWaitForEachOtherNorNamesForNumbers() {
        var _ = ask("room:a");
        var _ = ask("room:b");
        var _ = presence.members("room:a");
        assertThat(asked).hasSize(3);
    }

    @Test
    void aQuestionThatFailedIsNotInTheWayOfTheNext() {
        CompletableFuture<Census> failed = ask("room:a");
        CompletableFuture<Census> waiting = ask("room:a");
        asked.getFirst().completeExceptionally(new IllegalStateException("away"));
        assertThat(failed).isCompletedExceptionally();
        asked.getLast().complete(count(3));
        assertThat(waiting).isCompletedWithValue(new Census.Stats(3, 0));
        CompletableFuture<Census> later = ask("room:a");
        asked.getLast().complete(count(4));
        assertThat(later).isCompletedWithValue(new Census.Stats(4, 0));
    }
}
