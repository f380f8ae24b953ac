package dev.wsgateway.gateway.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsgateway.gateway.hub.ClientInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway says of its subscribers to a channel.
 *
 * @param id of the question
 * @param node who answers
 * @param number of subscribed connections
 * @param users a number for each distinct user: the 64-bit FNV-1a hash of its id; empty when names were asked for
 * @param members the connections; empty unless names were asked for
 * @param tooMany whether they are more than fit into an answer: the lists are empty then
 */
public record Headcount(String id, String node, int number, List<Long> users, List<Member> members, boolean tooMany)
        implements ControlMessage {
    /** About how many bytes an answer may have. */
    private static final int MAX_BYTES = 4 << 20;

    /** Bytes of a member's names of fields, quotes and ids, about. */
    private static final int MEMBER_OVERHEAD = 100;

    private static final int USER_BYTES = 20;

    /** A connection; the infos are JSON texts. */
    public record Member(
            String user,
            String client,
            @Nullable String connInfo,
            @Nullable String chanInfo) {
        private static Member of(ClientInfo info) {
            return new Member(info.user(), info.client(), text(info.connInfo()), text(info.chanInfo()));
        }

        private ClientInfo info() {
            return new ClientInfo(user, client, bytes(connInfo), bytes(chanInfo));
        }

        private int size() {
            return MEMBER_OVERHEAD + user.length() + length(connInfo) + length(chanInfo);
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }

        private static @Nullable String text(byte @Nullable [] json) {
            return json == null ? null : new String(json, UTF_8);
        }

        private static byte @Nullable [] bytes(@Nullable String json) {
            return json == null ? null : json.getBytes(UTF_8);
        }
    }

    public Headcount {
        ControlMessage.required("id", id, "node", node);
        users = users == null ? List.of() : List.copyOf(users);
        members = members == null ? List.of() : List.copyOf(members);
    }

    /** Counts clients, with or without their names. */
    static Headcount of(String id, String node, List<ClientInfo> clients, boolean names) {
        return names ? named(id, node, clients) : counted(id, node, clients);
    }

    private static Headcount named(String id, String node, List<ClientInfo> clients) {
        List<Member> members = clients.stream().map(Member::of).toList();
        boolean tooMany = members.stream().mapToLong(Member::size).sum() > MAX_BYTES;
        return new Headcount(id, node, clients.size(), List.of(), tooMany ? List.of() : members, tooMany);
    }

    private static Headcount counted(String id, String node, List<ClientInfo> clients) {
        List<Long> users =
                clients.stream().map(client -> hash(client.user())).distinct().toList();
        boolean tooMany = (long) users.size() * USER_BYTES > MAX_BYTES;
        return new Headcount(id, node, clients.size(), tooMany ? List.of() : users, List.of(), tooMany);
    }

    private static long hash(String user) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : user.getBytes(UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The connections, where names were asked for. */
    public List<ClientInfo> clients() {
        return members.stream().map(Member::info).toList();
    }
}
