package dev.wsgateway.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsgateway.gateway.hub.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate(100);
    private final List<ByteBuf> frames = new ArrayList<>();
    private final List<String> out = new ArrayList<>();

    @Test
    void letsOutWhatIsBehindTheOffsetAndReleasesAll() {
        hold(3);
        gate.open(1, (publication, frame) -> out.add(frame.toString(UTF_8)));
        assertThat(out).containsExactly("2", "3");
        assertThat(frames).allMatch(frame -> frame.refCnt() == 1);
    }

    @Test
    void mayBeDroppedByWhoTakesWhatItLetsOut() {
        hold(3);
        gate.open(0, (publication, frame) -> {
            out.add(frame.toString(UTF_8));
            gate.drop();
        });
        assertThat(out).containsExactly("1");
        assertThat(frames).allMatch(frame -> frame.refCnt() == 1);
    }

    @Test
    void holdsNothingMoreOnceItIsFull() {
        hold(3);
        ByteBuf large = Unpooled.wrappedBuffer(new byte[101]);
        gate.passes(publication(4), large);
        assertThat(gate.lost()).isTrue();
        assertThat(frames).allMatch(frame -> frame.refCnt() == 1);
        assertThat(large.refCnt()).isEqualTo(1);
    }

    private void hold(int publications) {
        for (int offset = 1; offset <= publications; offset++) {
            ByteBuf frame = Unpooled.copiedBuffer("" + offset, UTF_8);
            frames.add(frame);
            assertThat(gate.passes(publication(offset), frame)).isFalse();
        }
    }

    private static Publication publication(long offset) {
        return new Publication("news:a", new byte[0], null, Map.of(), offset);
    }
}
