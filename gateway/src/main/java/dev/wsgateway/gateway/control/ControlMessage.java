package dev.wsgateway.gateway.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway says to others, as JSON. A reader ignores fields it does not know, and refuses a type it does not
 * know; a change that an older gateway would misunderstand needs a new type.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DisconnectOrder.class, name = "disconnect.v1"),
    @JsonSubTypes.Type(value = SubscribeOrder.class, name = "subscribe.v1"),
    @JsonSubTypes.Type(value = UnsubscribeOrder.class, name = "unsubscribe.v1"),
    @JsonSubTypes.Type(value = RefreshOrder.class, name = "refresh.v1"),
    @JsonSubTypes.Type(value = ControlMessage.HeadcountQuery.class, name = "headcount-query.v1"),
    @JsonSubTypes.Type(value = Headcount.class, name = "headcount.v1"),
    @JsonSubTypes.Type(value = ControlMessage.ChannelsQuery.class, name = "channels-query.v1"),
    @JsonSubTypes.Type(value = ControlMessage.ChannelsAnswer.class, name = "channels-answer.v1")
})
sealed interface ControlMessage
        permits Order,
                Headcount,
                ControlMessage.HeadcountQuery,
                ControlMessage.ChannelsQuery,
                ControlMessage.ChannelsAnswer {
    JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * Asks every gateway which of its channels match.
     *
     * @param id repeated in the answer
     * @param node who asks, and gets the answer
     */
    record ChannelsQuery(String id, String node, String pattern) implements ControlMessage {
        public ChannelsQuery {
            required("id", id, "node", node, "pattern", pattern);
        }
    }

    /**
     * Asks every gateway for its subscribers to a channel; one that has none says so.
     *
     * @param id repeated in the answer
     * @param node who asks, and gets the answer
     * @param names whether to name them, or just to count
     */
    record HeadcountQuery(String id, String node, String channel, boolean names) implements ControlMessage {
        public HeadcountQuery {
            required("id", id, "node", node, "channel", channel);
        }
    }

    /**
     * Answers a {@link ChannelsQuery}.
     *
     * @param node who answers
     * @param channels matching channels with their numbers of subscribers; null where there are too many to tell
     */
    record ChannelsAnswer(String id, String node, @Nullable Map<String, Integer> channels) implements ControlMessage {
        public ChannelsAnswer {
            required("id", id, "node", node);
        }
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException when it is malformed, or of a type that this gateway does not know
     */
    static ControlMessage parse(byte[] json) {
        try {
            return JSON.readerFor(ControlMessage.class).readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The message as JSON. */
    default byte[] toJson() {
        try {
            return JSON.writerFor(ControlMessage.class).writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of plain values is always written", e);
        }
    }

    static void required(@Nullable Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] == null) {
                throw new IllegalArgumentException("'" + namesAndValues[i] + "' is missing");
            }
        }
    }
}
