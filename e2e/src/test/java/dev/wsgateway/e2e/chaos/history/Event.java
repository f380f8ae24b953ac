package dev.wsgateway.e2e.chaos.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that the checker did or saw. Times are milliseconds since the run began. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = Event.Publishing.class, name = "publishing"),
    @JsonSubTypes.Type(value = Event.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Event.Subscribed.class, name = "subscribed"),
    @JsonSubTypes.Type(value = Event.Delivered.class, name = "delivered"),
    @JsonSubTypes.Type(value = Event.Noted.class, name = "noted"),
    @JsonSubTypes.Type(value = Event.Fault.class, name = "fault"),
    @JsonSubTypes.Type(value = Event.Kept.class, name = "kept"),
    @JsonSubTypes.Type(value = InboundEvent.Group.class, name = "group"),
    @JsonSubTypes.Type(value = InboundEvent.Sending.class, name = "sending"),
    @JsonSubTypes.Type(value = InboundEvent.Taken.class, name = "taken"),
    @JsonSubTypes.Type(value = InboundEvent.Called.class, name = "called"),
    @JsonSubTypes.Type(value = InboundEvent.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = InboundEvent.Pending.class, name = "pending"),
    @JsonSubTypes.Type(value = InboundEvent.Dead.class, name = "dead")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Event
        permits InboundEvent,
                Event.Begun,
                Event.Publishing,
                Event.Answered,
                Event.Subscribed,
                Event.Delivered,
                Event.Noted,
                Event.Fault,
                Event.Kept {

    /** What a run promises. */
    enum Promise {
        /** Redis keeps all that it acknowledged: nobody may lack anything, and nobody may be told that they do. */
        NO_LOSS,
        /** Redis may forget: whoever lacks something must be told. */
        TOLD
    }

    /** The first line. */
    record Begun(String suite, long seed, Promise promise, String plan) implements Event {}

    /** A publish is about to be sent. */
    record Publishing(long at, String channel, Message message) implements Event {}

    /**
     * What became of a publish.
     *
     * @param offset given on success, with the epoch; else the publication may or may not have been taken
     * @param error what came instead of a success
     */
    record Answered(
            long at,
            String channel,
            Message message,
            @Nullable Long offset,
            @Nullable String epoch,
            @Nullable String error)
            implements Event {}

    /**
     * A client was told that it is subscribed. What it missed follows as {@link Delivered}.
     *
     * @param recovering whether it asked to resume from a position
     * @param recovered whether it was told that it lacks nothing up to {@code offset}
     */
    record Subscribed(
            long at, int client, String channel, boolean recovering, boolean recovered, String epoch, long offset)
            implements Event {}

    /**
     * A client got a publication.
     *
     * @param message null when the data are not what any publisher sends; then {@code garbage} has them
     */
    record Delivered(
            long at,
            int client,
            String channel,
            long offset,
            @Nullable Message message,
            @Nullable String garbage) implements Event {}

    /** Something about a client, for who reads the file. */
    record Noted(long at, int client, String what) implements Event {}

    /** A fault began or ended. */
    record Fault(long at, String what) implements Event {}

    /**
     * What Redis keeps of a channel at the end, in order.
     *
     * @param top the last offset given out
     */
    record Kept(String channel, String epochs, long top, List<Entry> entries) implements Event {}

    /** A publication in the history. */
    record Entry(long offset, Message message) {}
}
