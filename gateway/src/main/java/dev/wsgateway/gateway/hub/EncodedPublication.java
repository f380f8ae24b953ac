package dev.wsgateway.gateway.hub;

import dev.wsgateway.gateway.delta.FossilDelta;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
    private final AtomicReference<@Nullable ByteBuf> wholeJson = new AtomicReference<>();
    private final AtomicReference<@Nullable ByteBuf> deltaJson = new AtomicReference<>();
    private final AtomicReference<@Nullable ByteBuf> deltaProtobuf = new AtomicReference<>();
    private final @Nullable Publication before;
    private final AtomicInteger holders;
    private byte @Nullable [] delta;

    EncodedPublication(Publication publication, @Nullable Publication before, FrameEncoder encoder, int holders) {
        this.publication = publication;
        this.before = before;
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
        // First, so that no lambda is made for each socket.
        ByteBuf frame = slot.get();
        return frame == null ? frame(slot, () -> encoder.encode(publication, framing)) : frame;
    }

    /**
     * The frame for a subscription that takes deltas: the difference to the publication before it where that is the last
     * one that the client has, else all of it. Valid as that of {@link #frame}.
     *
     * @param base the last publication that the client has; null for none
     */
    public ByteBuf frameForDelta(Framing framing, @Nullable Publication base) {
        // Equal with the same array of data: an offset may be given out twice.
        byte[] difference = base != null && base.equals(before) ? delta(base) : publication.data();
        if (difference.length >= publication.data().length) {
            return framing == Framing.JSON
                    ? frame(wholeJson, () -> encoder.encodeForDelta(publication, null, framing))
                    : frame(framing);
        }
        return frame(
                framing == Framing.JSON ? deltaJson : deltaProtobuf,
                () -> encoder.encodeForDelta(publication, difference, framing));
    }

    private synchronized byte[] delta(Publication base) {
        if (delta == null) {
            delta = FossilDelta.of(base.data(), publication.data());
        }
        return delta;
    }

    private static ByteBuf frame(AtomicReference<@Nullable ByteBuf> slot, Supplier<ByteBuf> encode) {
        ByteBuf frame = slot.get();
        if (frame != null) {
            return frame;
        }
        ByteBuf mine = encode.get();
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
            release(wholeJson);
            release(deltaJson);
            release(deltaProtobuf);
        }
    }

    private static void release(AtomicReference<@Nullable ByteBuf> slot) {
        ByteBuf frame = slot.getAndSet(null);
        if (frame != null) {
            frame.release();
        }
    }
}
