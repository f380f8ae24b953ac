package dev.wsgateway.gateway.lease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Who should own what: a pure function of the members and the partitions, so that processes agree without talking.
 *
 * <p>The partitions of each kind of work are shared out evenly: the members' numbers differ by one at most. Whose is one
 * larger goes by who has fewer of the kinds before. Within that, each partition goes to the member with the highest hash
 * of both names (rendezvous hashing), so that little moves when a member comes or goes.
 */
final class Assignment {
    private Assignment() {}

    /**
     * Shares partitions out.
     *
     * @param partitions number of partitions of each kind of work
     * @param members who is there; nobody owns anything where it is empty
     * @return the owner of each partition, by kind and number
     */
    static Map<String, List<String>> of(SortedMap<String, Integer> partitions, SortedSet<String> members) {
        Map<String, List<String>> owners = new HashMap<>();
        Map<String, Integer> load = new HashMap<>();
        if (!members.isEmpty()) {
            partitions.forEach((kind, count) -> owners.put(kind, share(kind, count, members, load)));
        }
        return owners;
    }

    private static List<String> share(String kind, int count, SortedSet<String> members, Map<String, Integer> load) {
        Map<String, Integer> room = new HashMap<>();
        int more = count % members.size();
        List<String> poorestFirst = new ArrayList<>(members);
        poorestFirst.sort(Comparator.<String>comparingInt(member -> load.getOrDefault(member, 0))
                .thenComparingInt(member -> -hash(kind, -1, member)));
        for (String member : poorestFirst) {
            room.put(member, count / members.size() + (more-- > 0 ? 1 : 0));
        }
        List<String> owners = new ArrayList<>(count);
        for (int partition = 0; partition < count; partition++) {
            String owner = best(kind, partition, members, room);
            room.merge(owner, -1, Integer::sum);
            load.merge(owner, 1, Integer::sum);
            owners.add(owner);
        }
        return owners;
    }

    private static String best(String kind, int partition, SortedSet<String> members, Map<String, Integer> room) {
        return members.stream()
                .filter(member -> room.getOrDefault(member, 0) > 0)
                .max(Comparator.<String>comparingInt(member -> hash(kind, partition, member))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    // String.hashCode is the same in every JVM; the finalizer of MurmurHash3 spreads it.
    private static int hash(String kind, int partition, String member) {
        int h = (kind + "/" + partition + " " + member).hashCode();
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return (h ^ (h >>> 16)) >>> 1;
    }
}
