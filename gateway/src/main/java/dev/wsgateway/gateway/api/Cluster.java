package dev.wsgateway.gateway.api;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wsgateway.gateway.control.Control;
import dev.wsgateway.gateway.protocol.ErrorCode;
import dev.wsgateway.gateway.report.Reports;
import dev.wsgateway.redis.GatewayReport;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The methods that concern all gateways: {@code channels} and {@code info}. */
final class Cluster {
    private final Control control;
    private final Reports reports;
    private final Clock clock;

    Cluster(Control control, Reports reports, Clock clock) {
        this.control = control;
        this.reports = reports;
        this.clock = clock;
    }

    private record ChannelsParams(@Nullable String pattern) {}

    private record ChannelInfo(int numClients) {}

    /** All channels with subscribers; {@code missingNodes} names the gateways that did not answer in time, if any. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record ChannelsResult(
            @JsonInclude(JsonInclude.Include.ALWAYS) Map<String, ChannelInfo> channels, List<String> missingNodes) {}

    CompletionStage<ApiReply> channels(byte[] json) {
        ChannelsParams params = ApiJson.read(json, ChannelsParams.class);
        String pattern = params.pattern() == null ? "" : params.pattern();
        return reports.all()
                .thenCompose(all -> control.channels(
                        pattern, all.stream().map(GatewayReport::node).collect(toSet())))
                .thenApply(survey -> {
                    if (!survey.tooMany().isEmpty()) {
                        return ApiReply.failure(
                                ErrorCode.LIMIT_EXCEEDED,
                                "too many channels to list on " + survey.tooMany()
                                        + ": ask with a pattern such as news:*");
                    }
                    Map<String, ChannelInfo> found = new TreeMap<>();
                    survey.channels().forEach((channel, clients) -> found.put(channel, new ChannelInfo(clients)));
                    return ApiReply.success(new ChannelsResult(found, survey.missing()));
                })
                .exceptionally(ApiReply::unavailable);
    }

    private record Node(
            String uid,
            String name,
            String version,
            long numClients,
            long numUsers,
            long numSubs,
            long numChannels,
            long uptime) {}

    private record InfoResult(List<Node> nodes) {}

    private record InfoParams() {}

    CompletionStage<ApiReply> info(byte[] json) {
        ApiJson.read(json, InfoParams.class);
        return reports.all()
                .thenApply(all -> ApiReply.success(
                        new InfoResult(all.stream().map(this::node).toList())))
                .exceptionally(ApiReply::unavailable);
    }

    private Node node(GatewayReport report) {
        return new Node(
                report.node(),
                report.node(),
                report.version(),
                report.connections(),
                report.users(),
                report.subscriptions(),
                report.channels(),
                Math.max(0, (clock.millis() - report.startedAt()) / 1000));
    }
}
