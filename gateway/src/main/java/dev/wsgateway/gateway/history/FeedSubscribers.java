package dev.wsgateway.gateway.history;

import dev.wsgateway.gateway.hub.Hub;
import dev.wsgateway.gateway.hub.Publication;
import org.jspecify.annotations.Nullable;

/** Those whom a feed is for: the sockets that are subscribed to one channel. */
interface FeedSubscribers {
    /**
     * Hands on a publication.
     *
     * @param before the one before it where the namespace sends deltas, else null
     */
    void publish(Publication publication, @Nullable Publication before);

    /** Publications were lost. */
    void lose();

    /** The offsets of what follows are of another epoch. */
    void renew(String epoch);

    /** A hub's. */
    static FeedSubscribers of(Hub hub, String channel) {
        return new FeedSubscribers() {
            @Override
            public void publish(Publication publication, @Nullable Publication before) {
                hub.publish(publication, before);
            }

            @Override
            public void lose() {
                hub.lose(channel);
            }

            @Override
            public void renew(String epoch) {
                hub.renew(channel, epoch);
            }
        };
    }
}
