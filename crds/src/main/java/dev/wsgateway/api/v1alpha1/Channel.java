package dev.wsgateway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A namespace of channels. The channel {@code news:sports} belongs to the namespace {@code news}. */
@ValidationRule(
        value = "self.slowConsumer != 'conflate' || !has(self.history) || self.history.delta == 'none'",
        message = "conflate leaves out publications that deltas build on: set history.delta: none, or another"
                + " slowConsumer")
@ValidationRule(
        value = "!has(self.conflateBy) || self.slowConsumer == 'conflate'",
        message = "conflateBy has no effect without slowConsumer: conflate: set that, or leave conflateBy out")
@ValidationRule(
        value = "!has(self.allowPresenceForSubscriber) || !self.allowPresenceForSubscriber || (has(self.presence) &&"
                + " self.presence)",
        message = "allowPresenceForSubscriber needs presence: true, without which nobody knows who is subscribed")
@ValidationRule(
        value = "!has(self.allowHistoryForSubscriber) || !self.allowHistoryForSubscriber || has(self.history)",
        message = "allowHistoryForSubscriber needs history, without which there is nothing to ask for")
public record Channel(
        @JsonPropertyDescription("The part of a channel's name before ':'.")
        @Required
        @Size(max = 63)
        @ValidationRule(
                value = "self.matches('^[A-Za-z0-9_.-]+$')",
                message =
                        "a namespace is the part of a channel's name before ':', of letters, digits, '-', '_' and '.':"
                                + " write news for channels such as news:sports")
        String namespace,

        @JsonPropertyDescription(
                "Who may subscribe. anyone: every connected client. owner: only the user whose id is the"
                        + " channel's name behind ':'. token: clients with a token for the channel. nobody: no client.")
        @Default("nobody")
        Access subscribe,

        @JsonPropertyDescription("Which clients may publish; backends always may. Same words as for subscribe.")
        @Default("nobody")
        Access publish,

        @JsonPropertyDescription(
                "json: publications are JSON texts. binary: any bytes; clients of the JSON protocol cannot"
                        + " subscribe.")
        @Default("json")
        DataFormat data,

        @JsonPropertyDescription(
                "Keeps publications, so that clients resume after a reconnect without loss. Without it a publication"
                        + " reaches only who is connected at that moment.")
        @Nullable
        History history,

        @JsonPropertyDescription(
                "What happens when a publication finds more than limits.queueBytes waiting for a client. close: its"
                        + " connection is closed, and it comes back. unsubscribe: its subscription ends with code 2500,"
                        + " and its SDK subscribes again and recovers. conflate: of each key it is sent the latest"
                        + " publication only, for channels that promise no more than that. A plain socket is closed"
                        + " instead of unsubscribed.")
        @Default("close")
        SlowPolicy slowConsumer,

        @JsonPropertyDescription(
                "Tag of a publication whose value is its key for conflate. Without it, the key it was published with.")
        @Nullable
        @Size(max = 63)
        String conflateBy,

        @JsonPropertyDescription("Whether backends can ask who is subscribed to a channel, and subscribers too with"
                + " allowPresenceForSubscriber. By default they can't.")
        @Nullable
        Boolean presence,

        @JsonPropertyDescription("Whether subscribers may ask who else is subscribed. By default backends alone may.")
        @Nullable
        Boolean allowPresenceForSubscriber,

        @JsonPropertyDescription(
                "Whether subscribers may ask for the channel's past publications. By default backends alone may; what a"
                        + " client missed while it was away it gets in any case.")
        @Nullable
        Boolean allowHistoryForSubscriber,

        @JsonPropertyDescription(
                "Whether subscribers are told who else subscribes to the channel and who leaves it. onRequest: those that"
                        + " ask for it when they subscribe. always: all. For channels of up to 1000 connections: beyond"
                        + " that nobody is told of more.")
        @Default("none")
        JoinLeave joinLeave) {}
