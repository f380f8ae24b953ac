package dev.wsgateway.gateway.session;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentHashMap;

/** The {@link Gathering} of each event loop. Any thread. */
public final class Gatherings {
    private final ConcurrentHashMap<EventLoop, Gathering> loops = new ConcurrentHashMap<>();

    Gathering of(EventLoop loop) {
        return loops.computeIfAbsent(loop, Gatherings::begin);
    }

    private static Gathering begin(EventLoop loop) {
        Gathering gathering = new Gathering();
        loop.terminationFuture().addListener(ended -> gathering.release());
        return gathering;
    }
}
