package dev.wsgateway.gateway.history;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one channel's history for clients that come back. Thousands may come at once and ask for the same: while one
 * read is under way, all that ask for the same wait for one more, which is sent when that one is done. None is answered
 * by a read that was sent before it asked, since it must hold all that was published until then. Any thread.
 */
final class JointReads {
    /** Sends a read, see {@link HistoryStore#read}. */
    interface Sender {
        CompletionStage<Snapshot> send(long since, int maxBytes);
    }

    private record Question(long since, int maxBytes) {}

    private final Sender sender;
    /** Questions that a read is under way for, with the answer to those who came meanwhile; null for none. Guarded by this. */
    private final Map<Question, @Nullable CompletableFuture<Snapshot>> underWay = new HashMap<>();

    JointReads(Sender sender) {
        this.sender = sender;
    }

    /** Reads, or waits for a read that is sent later than now. */
    CompletionStage<Snapshot> read(long since, int maxBytes) {
        Question question = new Question(since, maxBytes);
        synchronized (this) {
            if (underWay.containsKey(question)) {
                return underWay.compute(question, (same, next) -> next == null ? new CompletableFuture<>() : next);
            }
            underWay.put(question, null);
        }
        return send(question);
    }

    private CompletionStage<Snapshot> send(Question question) {
        CompletionStage<Snapshot> answer = sender.send(question.since(), question.maxBytes());
        var _ = answer.whenComplete((snapshot, failure) -> sendNext(question));
        return answer;
    }

    private void sendNext(Question question) {
        CompletableFuture<Snapshot> next;
        synchronized (this) {
            next = underWay.get(question);
            if (next == null) {
                underWay.remove(question);
                return;
            }
            underWay.put(question, null);
        }
        var _ = send(question).whenComplete((snapshot, failure) -> {
            if (failure == null) {
                next.complete(snapshot);
            } else {
                next.completeExceptionally(failure);
            }
        });
    }
}
