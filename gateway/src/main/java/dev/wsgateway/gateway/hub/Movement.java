package dev.wsgateway.gateway.hub;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Somebody has subscribed to a channel, or has left it. Frames are encoded once for each framing, on the heap: nobody has
 * to release them.
 */
public final class Movement implements Delivery {
    private final String channel;
    private final boolean joined;
    private final ClientInfo who;
    private volatile @Nullable ByteBuf json;
    private volatile @Nullable ByteBuf protobuf;

    /** One that is not encoded yet. */
    public Movement(String channel, boolean joined, ClientInfo who) {
        this.channel = channel;
        this.joined = joined;
        this.who = who;
    }

    @Override
    public String channel() {
        return channel;
    }

    /** Whether it is one who came, rather than left. */
    public boolean joined() {
        return joined;
    }

    /** Who it is. */
    public ClientInfo who() {
        return who;
    }

    /** The frame; shared, so its indices must be left alone. */
    public ByteBuf frame(FrameEncoder encoder, Framing framing) {
        ByteBuf frame = framing == Framing.JSON ? json : protobuf;
        if (frame == null) {
            frame = encoder.encode(this, framing);
            if (framing == Framing.JSON) {
                json = frame;
            } else {
                protobuf = frame;
            }
        }
        return frame;
    }

    @Override
    public int size() {
        return 256 + length(who.connInfo()) + length(who.chanInfo());
    }

    private static int length(byte @Nullable [] json) {
        return json == null ? 0 : json.length;
    }

    @Override
    public void release() {}
}
