package dev.wsgateway.gateway.presence;

import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.control.Headcount;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Asks all gateways who is subscribed to a channel. However many ask this gateway at once, one question for each channel
 * is on its way: who comes meanwhile shares the next one, and so is told of nothing older than its own question. Any
 * thread; nothing blocks.
 */
public final class Presence {
    private final Survey survey;
    private final Map<Question, Flight> flights = new HashMap<>();
    private final LongAdder surveys = new LongAdder();

    public Presence(Control control) {
        this(control::headcounts);
    }

    Presence(Survey survey) {
        this.survey = survey;
    }

    /** Asks all gateways, see {@link Control#headcounts}. */
    interface Survey {
        CompletionStage<List<Headcount>> of(String channel, boolean names);
    }

    private record Question(String channel, boolean names) {}

    /** A question that is on its way. */
    private static final class Flight {
        /** The answer to the one that follows it; null while nobody waits for that. */
        @Nullable
        CompletableFuture<Census> next;
    }

    /**
     * The clients that are subscribed.
     *
     * @return {@link Census.Members} or {@link Census.TooMany}; fails with {@link
     *     dev.wsgateway.gateway.redis.RedisUnavailableException}, also when a gateway that lives did not answer in time
     */
    public CompletionStage<Census> members(String channel) {
        return ask(new Question(channel, true));
    }

    /** How many clients are subscribed: {@link Census.Stats} or {@link Census.TooMany}; fails as {@link #members}. */
    public CompletionStage<Census> stats(String channel) {
        return ask(new Question(channel, false));
    }

    /** Number of questions that went to all gateways, since the start. */
    public long surveys() {
        return surveys.sum();
    }

    private CompletionStage<Census> ask(Question question) {
        CompletableFuture<Census> answer = new CompletableFuture<>();
        synchronized (flights) {
            Flight flight = flights.get(question);
            if (flight != null) {
                flight.next = flight.next == null ? answer : flight.next;
                return flight.next;
            }
            flights.put(question, new Flight());
        }
        start(question, answer);
        return answer;
    }

    private void start(Question question, CompletableFuture<Census> answer) {
        surveys.increment();
        survey.of(question.channel(), question.names()).whenComplete((counts, failure) -> {
            CompletableFuture<Census> next = landed(question);
            if (failure == null) {
                answer.complete(census(counts, question.names()));
            } else {
                answer.completeExceptionally(failure);
            }
            if (next != null) {
                start(question, next);
            }
        });
    }

    private @Nullable CompletableFuture<Census> landed(Question question) {
        synchronized (flights) {
            Flight flight = flights.remove(question);
            if (flight == null || flight.next == null) {
                return null;
            }
            flights.put(question, new Flight());
            return flight.next;
        }
    }

    private static Census census(List<Headcount> counts, boolean names) {
        if (counts.stream().anyMatch(Headcount::tooMany)) {
            return new Census.TooMany();
        }
        if (names) {
            return new Census.Members(
                    counts.stream().flatMap(count -> count.clients().stream()).toList());
        }
        Set<Long> users = new HashSet<>();
        counts.forEach(count -> users.addAll(count.users()));
        return new Census.Stats(counts.stream().mapToInt(Headcount::number).sum(), users.size());
    }
}
