package dev.wsgateway.gateway.history;

import dev.wsgateway.gateway.hub.Publication;
import java.util.List;

/** The answer to a {@link HistoryQuery}. */
public sealed interface HistoryAnswer {
    /** The publications, and where the channel is. */
    record Page(List<Publication> publications, Position position) implements HistoryAnswer {}

    /** They are more bytes than may be returned: to be asked for with a smaller limit. */
    record TooMuch() implements HistoryAnswer {}

    /** What follows the position asked for is not kept any more, or the position is none of this channel's. */
    record Unrecoverable() implements HistoryAnswer {}
}
