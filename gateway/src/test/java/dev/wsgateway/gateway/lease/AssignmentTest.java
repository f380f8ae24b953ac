package dev.wsgateway.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private final Random random = new Random(7);

    @Test
    void eachKindOfWorkIsSharedOutEvenly() {
        for (int run = 0; run < 300; run++) {
            SortedMap<String, Integer> partitions = kinds(random.nextInt(1, 6));
            SortedSet<String> members = members(random.nextInt(1, 9));
            Map<String, List<String>> owners = Assignment.of(partitions, members);
            assertThat(owners).containsOnlyKeys(partitions.keySet());
            owners.forEach((kind, ofKind) -> {
                assertThat(ofKind).hasSize(Objects.requireNonNull(partitions.get(kind)));
                assertThat(spread(ofKind, members)).isLessThanOrEqualTo(1);
            });
        }
    }

    @Test
    void manySmallKindsAreEvenTogether() {
        TreeMap<String, Integer> partitions = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            partitions.put("kind-" + i, 1);
        }
        SortedSet<String> members = members(4);
        List<String> owners = Assignment.of(partitions, members).values().stream()
                .flatMap(Collection::stream)
                .toList();
        assertThat(spread(owners, members)).isZero();
    }

    @Test
    void theOrderOfMembersMeansNothing() {
        SortedMap<String, Integer> partitions = kinds(3);
        TreeSet<String> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(members(5));
        assertThat(Assignment.of(partitions, reversed)).isEqualTo(Assignment.of(partitions, members(5)));
    }

    @Test
    void whenOneLeavesAtMostTwiceItsShareMoves() {
        for (int run = 0; run < 100; run++) {
            TreeMap<String, Integer> partitions = new TreeMap<>(Map.of("publish", 64));
            SortedSet<String> members = members(4);
            List<String> before =
                    Objects.requireNonNull(Assignment.of(partitions, members).get("publish"));
            String left = List.copyOf(members).get(random.nextInt(4));
            members.remove(left);
            List<String> after =
                    Objects.requireNonNull(Assignment.of(partitions, members).get("publish"));
            long moved = 0;
            for (int i = 0; i < 64; i++) {
                moved += before.get(i).equals(after.get(i)) ? 0 : 1;
            }
            assertThat(moved).isBetween(16L, 32L);
        }
    }

    @Test
    void nobodyOwnsAnythingWhereNobodyIs() {
        assertThat(Assignment.of(kinds(2), new TreeSet<>())).isEmpty();
    }

    private SortedMap<String, Integer> kinds(int count) {
        SortedMap<String, Integer> kinds = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            kinds.put("kind-" + i, 5 * i + 3);
        }
        return kinds;
    }

    private SortedSet<String> members(int count) {
        SortedSet<String> members = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            members.add("pod-" + i + "/" + random.nextInt(1000));
        }
        return count == 5 ? new TreeSet<>(List.of("a", "b", "c", "d", "e")) : members;
    }

    private static long spread(List<String> owners, SortedSet<String> members) {
        Map<String, Long> counts =
                owners.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        List<Long> all =
                members.stream().map(member -> counts.getOrDefault(member, 0L)).toList();
        return all.stream().max(Comparator.naturalOrder()).orElseThrow()
                - all.stream().min(Comparator.naturalOrder()).orElseThrow();
    }
}
