package dev.wsgateway.gateway.control;

import dev.wsgateway.gateway.redis.RedisUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * A question that every gateway answers: complete when as many have answered as Redis gave it to. A gateway that was
 * killed is none of these, its link is gone. Others may listen there that never answer, or hang: when time is up, the
 * answer is complete if those have answered that report to be alive.
 */
final class RollCall {
    private final Map<String, Headcount> answers = new HashMap<>();
    private final CompletableFuture<List<Headcount>> result = new CompletableFuture<>();
    private long expected = Long.MAX_VALUE;

    synchronized void add(Headcount answer) {
        answers.put(answer.node(), answer);
        finishWhenComplete();
    }

    /** Redis gave the question to so many. */
    synchronized void expect(long receivers) {
        expected = receivers;
        finishWhenComplete();
    }

    private void finishWhenComplete() {
        if (answers.size() >= expected) {
            result.complete(List.copyOf(answers.values()));
        }
    }

    /** Time is up. */
    synchronized void finish(Set<String> alive) {
        Set<String> silent = new TreeSet<>(alive);
        silent.removeAll(answers.keySet());
        if (silent.isEmpty()) {
            result.complete(List.copyOf(answers.values()));
        } else {
            result.completeExceptionally(
                    new RedisUnavailableException("gateways did not answer in time: " + silent, null));
        }
    }

    void fail(Throwable failure) {
        result.completeExceptionally(failure);
    }

    CompletableFuture<List<Headcount>> result() {
        return result;
    }
}
