package dev.wsgateway.gateway.hub;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A publication on its way to the event loops, with its frames: each framing is encoded when the first socket wants it,
 * then shared by all loops. Each of the loops calls {@link #release} once.
 */
public final class EncodedPublication implements Delivery {
    private final Publication publication;
    private final FrameEncoder encoder;
    private final AtomicReference<@Nullable ByteBuf> json = new AtomicReference<>();
    private final AtomicReference<@Nullable ByteBuf> protobuf = new AtomicReference<>();
    private final AtomicReference<@Nullable ByteBuf> plain = new AtomicReference<>();
    private final AtomicInteger holders;

    EncodedPublication(Publication publication, FrameEncoder encoder, int holders) {
        this.publication = publication;
        this.encoder = encoder;
        this.holders = new AtomicInteger(holders);
    }

    @Override
    public String channel() {
        return publication.channel();
    }

    @Override
    public int size() {
        return publication.data().length + 256;
    }

    /** What is in the frames. */
    public Publication publication() {
        return publication;
    }

    /** The frame, which stays valid until this holder's {@link #release}; the subscriber owes none of its own. */
    public ByteBuf frame(Framing framing) {
        AtomicReference<@Nullable ByteBuf> slot = switch (framing) {
            case JSON -> json;
            case PROTOBUF -> protobuf;
            case PLAIN -> plain;
        };
        ByteBuf frame = slot.get();
        if (frame != null) {
            return frame;
        }
        ByteBuf mine = encoder.encode(publication, framing);
        ByteBuf theirs = slot.compareAndExchange(null, mine);
        if (theirs == null) {
            return mine;
        }
        mine.release();
        return theirs;
    }

    @Override
    public void release() {
        if (holders.decrementAndGet() == 0) {
            release(json);
            release(protobuf);
            release(plain);
        }
    }

    private static void release(AtomicReference<@Nullable ByteBuf> slot) {
        ByteBuf frame = slot.getAndSet(null);
        if (frame != null) {
            frame.release();
        }
    }
}
