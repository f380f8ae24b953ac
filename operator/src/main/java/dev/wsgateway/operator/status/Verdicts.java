package dev.wsgateway.operator.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The conditions that sum the others up. The first problem found names the reason: the one to be solved first. */
final class Verdicts {
    /** Problems that no waiting solves. */
    private static final Set<Reason> NEEDS_A_PERSON = Set.of(
            Reason.SECRET_MISSING,
            Reason.SECRET_KEY_MISSING,
            Reason.REDIS_AUTHENTICATION_FAILED,
            Reason.REDIS_NOT_PERMITTED,
            Reason.REDIS_VERSION_UNSUPPORTED,
            Reason.REDIS_TLS_FAILED,
            Reason.REDIS_KEY_HAS_WRONG_TYPE,
            Reason.NAME_TAKEN,
            Reason.ROLLOUT_FAILED);

    private Verdicts() {}

    static List<Verdict> of(World world) {
        Verdict redis = RedisVerdicts.available(world);
        Verdict groups = RedisVerdicts.groupsProvisioned(world);
        Rollout rollout = Rollout.of(world.deployment(), world.plan().replicas());
        List<Problem> problems = problems(world, redis, groups, rollout);
        return List.of(ready(problems, rollout), redis, groups, reconciling(problems, rollout), stalled(problems));
    }

    private record Problem(Reason reason, String message, boolean needsAPerson) {
        Problem(Reason reason, String message) {
            this(reason, message, NEEDS_A_PERSON.contains(reason));
        }
    }

    private static List<Problem> problems(World world, Verdict redis, Verdict groups, Rollout rollout) {
        List<Problem> problems = new ArrayList<>();
        world.secrets().forEach(secret -> problems.add(new Problem(secret.reason(), secret.message())));
        Stream.of(redis, groups)
                .filter(verdict -> !verdict.status())
                .forEach(verdict -> problems.add(new Problem(verdict.reason(), verdict.message())));
        world.apply()
                .forEach(apply -> problems.add(new Problem(
                        apply.reason(), apply.object() + ": " + apply.message(), apply.taken() || apply.refused())));
        if (rollout.failed()) {
            problems.add(new Problem(
                    Reason.ROLLOUT_FAILED,
                    rollout.progress() + ", and there was no progress for ten minutes: look at the pods' events"));
        } else if (world.deployment() == null && problems.isEmpty()) {
            problems.add(new Problem(Reason.WAITING, "the Deployment is about to be made"));
        } else if (world.deployment() != null && !rollout.served()) {
            problems.add(new Problem(Reason.PODS_NOT_READY, rollout.progress()));
        }
        return problems;
    }

    private static Verdict ready(List<Problem> problems, Rollout rollout) {
        return problems.isEmpty()
                ? new Verdict(ConditionType.READY, true, Reason.READY, rollout.available() + " pods serve")
                : new Verdict(
                        ConditionType.READY,
                        false,
                        problems.getFirst().reason(),
                        problems.getFirst().message());
    }

    private static Verdict reconciling(List<Problem> problems, Rollout rollout) {
        ConditionType type = ConditionType.RECONCILING;
        if (problems.stream().anyMatch(Problem::needsAPerson)) {
            return new Verdict(type, false, Reason.STALLED, "nothing goes on while Stalled is True");
        }
        if (!problems.isEmpty()) {
            return new Verdict(
                    type,
                    true,
                    problems.getFirst().reason(),
                    problems.getFirst().message());
        }
        return rollout.complete()
                ? new Verdict(type, false, Reason.UP_TO_DATE, "nothing is left to do")
                : new Verdict(type, true, Reason.ROLLING_OUT, rollout.progress());
    }

    private static Verdict stalled(List<Problem> problems) {
        return problems.stream()
                .filter(Problem::needsAPerson)
                .findFirst()
                .map(problem -> new Verdict(ConditionType.STALLED, true, problem.reason(), problem.message()))
                .orElseGet(() ->
                        new Verdict(ConditionType.STALLED, false, Reason.NOT_STALLED, "no person has to do anything"));
    }
}
