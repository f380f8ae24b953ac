package dev.wsgateway.gateway.publishstream;

import dev.wsgateway.gateway.broker.Broker;
import dev.wsgateway.gateway.lease.Lease;
import dev.wsgateway.gateway.lease.Shares;
import dev.wsgateway.gateway.metrics.GatewayMetrics;
import dev.wsgateway.gateway.redis.RedisLink;
import dev.wsgateway.gateway.redis.StreamWatch;
import dev.wsgateway.gateway.settings.Settings;
import dev.wsgateway.redis.GatewayReport;
import dev.wsgateway.redis.PublishStream;
import dev.wsgateway.redis.RedisNames;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The partitions of the publish stream, as work to share out among the gateways. */
public final class PublishPartitions implements Shares {
    private final PublishStore store;
    private final Broker broker;
    private final StreamWatch watch;
    private final Supplier<Settings> settings;
    private final PublishCounts counts;
    private final List<String> leaseKeys;
    private final Map<Integer, PublishWorker> workers = new ConcurrentHashMap<>();

    public PublishPartitions(
            RedisLink redis, StreamWatch watch, Broker broker, Supplier<Settings> settings, GatewayMetrics metrics) {
        RedisNames names = settings.get().names();
        this.store = new PublishStore(redis, names);
        this.broker = broker;
        this.watch = watch;
        this.settings = settings;
        this.counts = new PublishCounts(metrics.registry());
        this.leaseKeys = IntStream.range(0, PublishStream.PARTITIONS)
                .mapToObj(names::publishLease)
                .toList();
        metrics.gauge(
                "wsgateway.publish.stream.lag",
                "Entries that wait in the partitions of the publish stream which this gateway owns",
                () -> workers.values().stream()
                        .mapToLong(PublishWorker::waiting)
                        .sum());
    }

    /** This gateway's share, for its report. */
    public GatewayReport.Share share() {
        List<PublishWorker> now = List.copyOf(workers.values());
        return new GatewayReport.Share(
                now.size(),
                now.stream().mapToLong(PublishWorker::waiting).sum(),
                now.stream().mapToLong(PublishWorker::dead).sum());
    }

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public List<String> leaseKeys() {
        return leaseKeys;
    }

    @Override
    public Work start(int partition, Lease lease) {
        PublishWorker worker = new PublishWorker(partition, lease, store, broker, watch, settings, counts);
        workers.put(partition, worker);
        return () -> worker.stop().whenComplete((quiet, failure) -> workers.remove(partition, worker));
    }
}
