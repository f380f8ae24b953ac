package dev.wsgateway.gateway.delivery;

import dev.wsgateway.config.GatewayConfig;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.PartitionLayout.Version;
import dev.wsgateway.redis.RedisNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A consumer group with {@code push}, and what this gateway delivers to it. */
final class PushGroup {
    private final String stream;
    private final String group;
    private final Environment environment;
    private final DeliveryMeters meters;
    private final Map<Integer, PartitionWorker> workers = new ConcurrentHashMap<>();

    PushGroup(String stream, String group, Environment environment) {
        this.stream = stream;
        this.group = group;
        this.environment = environment;
        this.meters = new DeliveryMeters(environment.metrics(), stream, group);
        meters.gauge(
                "wsgateway.push.in.flight",
                "Calls of the backend that are under way",
                workers.values(),
                PartitionWorker::inFlight);
        meters.gauge(
                "wsgateway.push.blocked.keys",
                "Keys whose next message could not be delivered and waits for another attempt",
                workers.values(),
                PartitionWorker::blockedKeys);
        meters.gauge(
                "wsgateway.push.blocked.partitions",
                "Partitions that wait because too many messages of one key do",
                workers.values(),
                worker -> worker.isBlocked() ? 1 : 0);
    }

    /** How the group is delivered now; null where it isn't. */
    GatewayConfig.@Nullable Push push() {
        GatewayConfig.Stream declared = environment.settings().get().streams().get(stream);
        return declared == null
                ? null
                : declared.consumerGroups().stream()
                        .filter(one -> one.name().equals(group))
                        .findFirst()
                        .map(GatewayConfig.ConsumerGroup::push)
                        .orElse(null);
    }

    String stream() {
        return stream;
    }

    String group() {
        return group;
    }

    Environment environment() {
        return environment;
    }

    DeliveryMeters meters() {
        return meters;
    }

    /** For logs. */
    String name() {
        return stream + "/" + group;
    }

    /** The partitions of one version of the stream's layout, as work to share out. */
    Shares partitionsOf(Version version) {
        return new Shares() {
            @Override
            public String name() {
                return "push/" + stream + "/" + group + "/" + version.version();
            }

            @Override
            public List<String> leaseKeys() {
                RedisNames names = environment.settings().get().names();
                return version.numbers()
                        .mapToObj(number -> names.lease(stream, number, group))
                        .toList();
            }

            @Override
            public Work start(int partition, Lease lease) {
                return deliver(version.first() + partition, version.partitions(), lease);
            }
        };
    }

    private Shares.Work deliver(int number, int ofAll, Lease lease) {
        Settings settings = environment.settings().get();
        PartitionKeys keys = PartitionKeys.of(settings.names(), stream, number, group);
        PartitionWorker worker = new PartitionWorker(new Partition(
                this,
                ofAll,
                keys,
                CloudEvent.source(
                        settings.config().namespace(), settings.config().name(), stream, number),
                lease,
                new DeliveryStore(environment.redis(), keys, lease, group, environment.node())));
        workers.put(number, worker);
        worker.start();
        return () -> worker.stop().whenComplete((quiet, failure) -> workers.remove(number, worker));
    }
}
