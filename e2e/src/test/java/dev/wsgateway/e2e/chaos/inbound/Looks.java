package dev.wsgateway.e2e.chaos.inbound;

import dev.wsgateway.e2e.chaos.history.Data;
import dev.wsgateway.e2e.chaos.history.HistoryFile;
import dev.wsgateway.e2e.chaos.history.InboundEvent;
import dev.wsgateway.e2e.chaos.parts.Deployment;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Looks at the groups in Redis, past all links. */
final class Looks {
    /** KEYS: lease, entries; ARGV: group. */
    private static final String PENDING = """
        local lease = redis.call('HMGET', KEYS[1], 'owner', 'token')
        local reply = {'owner', lease[1] or '-', lease[2] or '-'}
        local pending = redis.pcall('XPENDING', KEYS[2], ARGV[1], '-', '+', 1000)
        if not pending.err then
          for _, one in ipairs(pending) do
            reply[#reply + 1] = one[1]
            reply[#reply + 1] = one[2]
          end
        end
        return reply
        """;

    /** KEYS: entries; ARGV: group. How many are pending, and whether something has not been read. */
    private static final String OPEN = """
        for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
          local info = {}
          for i = 1, #group, 2 do
            info[group[i]] = group[i + 1]
          end
          if info['name'] == ARGV[1] then
            local unread = redis.call('XRANGE', KEYS[1], '(' .. info['last-delivered-id'], '+', 'COUNT', 1)
            return info['pending'] + #unread
          end
        end
        return 'no group'
        """;

    /** KEYS: dead letters. Four elements each: id of the entry, deliveries, reason, data. */
    private static final String DEAD = """
        local reply = {'dead'}
        for _, letter in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
          local fields = {}
          for i = 1, #letter[2], 2 do
            fields[letter[2][i]] = letter[2][i + 1]
          end
          reply[#reply + 1] = fields['dead.id'] or '-'
          reply[#reply + 1] = fields['dead.deliveries'] or '0'
          reply[#reply + 1] = string.gsub(fields['dead.reason'] or '', '\\n', ' ')
          reply[#reply + 1] = fields['data'] or '-'
        end
        return reply
        """;

    private final InboundPlan plan;
    private final Deployment deployment;
    private final HistoryFile history;

    Looks(InboundPlan plan, Deployment deployment, HistoryFile history) {
        this.plan = plan;
        this.deployment = deployment;
        this.history = history;
    }

    /** Notes the pending lists. */
    void look() {
        for (InboundEvent.Group group : InboundParts.groups()) {
            for (int partition = 0; partition < plan.partitions(); partition++) {
                try {
                    look(group.name(), partition);
                } catch (UncheckedIOException e) {
                    // Redis is broken just now.
                }
            }
        }
    }

    private void look(String group, int partition) {
        String reply = deployment
                .master()
                .cli(
                        "EVAL",
                        PENDING,
                        "2",
                        InboundParts.NAMES.lease(InboundParts.STREAM, partition, group),
                        InboundParts.NAMES.entries(InboundParts.STREAM, partition),
                        group);
        String[] lines = reply.split("\n", -1);
        if (!lines[0].equals("owner")) {
            return;
        }
        List<InboundEvent.Claim> claims = new ArrayList<>();
        for (int i = 3; i + 1 < lines.length; i += 2) {
            claims.add(new InboundEvent.Claim(lines[i], lines[i + 1]));
        }
        history.add(new InboundEvent.Pending(
                history.now(),
                group,
                partition,
                lines[1].equals("-") ? "" : lines[1].split("/", 2)[0],
                lines[2].equals("-") ? "" : lines[2],
                claims));
    }

    /** Notes the dead letters. */
    void lookAtDeadLetters() {
        String group = InboundParts.PUSHED.name();
        for (int partition = 0; partition < plan.partitions(); partition++) {
            String reply = deployment
                    .master()
                    .cli("EVAL", DEAD, "1", InboundParts.NAMES.dead(InboundParts.STREAM, partition, group));
            String[] lines = reply.split("\n", -1);
            for (int i = 1; i + 3 < lines.length; i += 4) {
                history.add(new InboundEvent.Dead(
                        group,
                        partition,
                        lines[i],
                        Data.parse(lines[i + 3]),
                        Integer.parseInt(lines[i + 1]),
                        lines[i + 2]));
            }
        }
    }

    /** Whether every group has read and acknowledged all that is there. */
    boolean isAllDone() {
        for (InboundEvent.Group group : InboundParts.groups()) {
            for (int partition = 0; partition < plan.partitions(); partition++) {
                String open = deployment
                        .master()
                        .cli(
                                "EVAL",
                                OPEN,
                                "1",
                                InboundParts.NAMES.entries(InboundParts.STREAM, partition),
                                group.name());
                if (!open.equals("0")) {
                    return false;
                }
            }
        }
        return true;
    }
}
