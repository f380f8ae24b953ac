package dev.wsgateway.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JointReadsTest {
    private final List<CompletableFuture<Snapshot>> sent = new ArrayList<>();
    private final JointReads reads = new JointReads((since, maxBytes) -> {
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        sent.add(answer);
        return answer;
    });

    @Test
    void whoAsksWhileAReadIsUnderWayIsNotAnsweredByIt() {
        CompletableFuture<Snapshot> first = reads.read(7, 100).toCompletableFuture();
        CompletableFuture<Snapshot> second = reads.read(7, 100).toCompletableFuture();

        sent.getFirst().complete(snapshot(8));

        assertThat(first.join().top()).isEqualTo(8);
        assertThat(second).isNotDone();
        assertThat(sent).hasSize(2);
    }

    @Test
    void allWhoCameMeanwhileShareOneRead() {
        var _ = reads.read(7, 100);
        List<CompletableFuture<Snapshot>> later = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            later.add(reads.read(7, 100).toCompletableFuture());
        }

        sent.getFirst().complete(snapshot(8));
        sent.get(1).complete(snapshot(9));

        assertThat(later).allSatisfy(answer -> assertThat(answer.join().top()).isEqualTo(9));
        assertThat(sent).hasSize(2);
    }

    @Test
    void anotherPositionIsAnotherRead() {
        var _ = reads.read(7, 100);
        var _ = reads.read(6, 100);
        var _ = reads.read(7, 200);

        assertThat(sent).hasSize(3);
    }

    @Test
    void aFailureReachesAllWhoWaitedForItAndTheNextReadIsSent() {
        var _ = reads.read(7, 100);
        CompletableFuture<Snapshot> waiting = reads.read(7, 100).toCompletableFuture();

        sent.getFirst().completeExceptionally(new IllegalStateException("the first"));
        sent.get(1).completeExceptionally(new IllegalStateException("the second"));
        var _ = reads.read(7, 100);

        assertThatThrownBy(waiting::join).hasRootCauseMessage("the second");
        assertThat(sent).hasSize(3);
    }

    private static Snapshot snapshot(long top) {
        return new Snapshot(Epochs.parse("e:1"), top, true, List.of());
    }
}
