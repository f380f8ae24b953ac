package dev.wsgateway.gateway.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

    @Test
    void readsEveryRequest() throws Exception {
        assertThat(read("""
            {"id":1,"connect":{"token":"t","name":"js","version":"5","headers":{"traceparent":"x"},"data":{"a":1}}}
            {"id":2,"subscribe":{"channel":"news:a","token":"s","recover":true,"epoch":"e","offset":77}}
            {"id":3,"unsubscribe":{"channel":"news:a"}}
            {"id":4,"presence":{"channel":"news:a"}}
            {"id":5,"presence_stats":{"channel":"news:a"}}
            {"id":6,"history":{"channel":"news:a","limit":10}}
            {"id":7,"ping":{}}
            {"id":4294967295,"refresh":{"token":"t2"}}
            {"id":9,"sub_refresh":{"channel":"news:a","token":"s2"}}
            {}\
            """))
                .containsExactly(
                        new Command(1, new Request.Connect("t", "js", "5", Map.of("traceparent", "x"), Map.of())),
                        new Command(2, new Request.Subscribe("news:a", "s", new Position("e", 77))),
                        new Command(3, new Request.Unsubscribe("news:a")),
                        new Command(4, new Request.Presence("news:a")),
                        new Command(5, new Request.PresenceStats("news:a")),
                        new Command(6, new Request.History("news:a", 10, null, false)),
                        new Command(7, new Request.Ping()),
                        new Command(4294967295L, new Request.Refresh("t2")),
                        new Command(9, new Request.SubRefresh("news:a", "s2")),
                        new Command(0, new Request.Pong()));
    }

    @Test
    void readsWhatASubscriptionWantsBesidesPublications() throws Exception {
        assertThat(read("{\"id\":1,\"subscribe\":{\"channel\":\"a:b\",\"join_leave\":true,\"flag\":3}}"))
                .containsExactly(new Command(
                        1, new Request.Subscribe("a:b", "", null, "", new Request.Subscribe.Options(true, true))));
        assertThat(read("{\"id\":1,\"subscribe\":{\"channel\":\"a:b\",\"flag\":1}}"))
                .containsExactly(new Command(1, new Request.Subscribe("a:b", "", null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"z\" : 1,\"a\":[1.10, 1e400, -0]}",
                "\"a\\u0041\\n \u00e9\u20ac\ud83d\ude00 and on\"",
                "12345678901234567890.50",
                "true",
                "null",
                "[]",
                "[ {} , {\"}\":\"{\"} ]"
            })
    void carriesDataAsTheyStand(String data) throws Exception {
        List<Command> commands =
                read("{\"id\":1,\"rpc\":{\"method\":\"\u00e9\",\"data\": " + data + " }}\n{\"send\":{\"data\":" + data
                        + "}}\n{\"publish\":{\"data\":" + data + ",\"channel\":\"c:1\"}}\n");
        assertThat(((Request.Rpc) commands.get(0).request()).data()).isEqualTo(data.getBytes(UTF_8));
        assertThat(((Request.Send) commands.get(1).request()).data()).isEqualTo(data.getBytes(UTF_8));
        assertThat(((Request.Publish) commands.get(2).request()).data()).isEqualTo(data.getBytes(UTF_8));
    }

    @Test
    void absentDataAreEmpty() throws Exception {
        assertThat(((Request.Rpc) read("{\"id\":1,\"rpc\":{\"method\":\"m\"}}")
                                .getFirst()
                                .request())
                        .data())
                .isEmpty();
    }

    @Test
    void skipsFieldsAndRequestsItDoesNotKnow() throws Exception {
        assertThat(
                        read(
                                "{\"later\":{\"a\":[{}]},\"id\":1,\"subscribe\":null,\"unsubscribe\":{\"x\":{\"y\":1},\"channel\":\"a:b\"}}"))
                .containsExactly(new Command(1, new Request.Unsubscribe("a:b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                " \r\n\t",
                "[]",
                "1",
                "\"x\"",
                "null",
                "{",
                "{\"id\":1",
                "{\"id\":1}{\"id\":2}",
                "{\"id\":1} x",
                "{'id':1}",
                "{\"id\":\"1\"}",
                "{\"id\":-1}",
                "{\"id\":4294967296}",
                "{\"id\":99999999999999999999}",
                "{\"id\":1.5}",
                "{\"id\":1,\"subscribe\":5}",
                "{\"id\":1,\"subscribe\":{\"channel\":5}}",
                "{\"id\":1,\"connect\":{\"headers\":[]}}",
                "{\"id\":1,\"subscribe\":{},\"unsubscribe\":{}}",
                "{\"id\":1,\"rpc\":{\"data\":}}",
                "{\"id\":1,\"rpc\":{\"data\":\"un\nfinished\"}}",
                "{}\n{\"id\":1,\"rpc\":"
            })
    void refusesWhatIsNoCommand(String frame) {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> read(frame));
    }

    @Test
    void refusesInvalidUtf8() {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> read("{\"id\":1,\"rpc\":{\"data\":\"\u00e9\"}}", ISO_8859_1));
    }

    @Test
    void refusesUtf16() {
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> read("{\"id\":1}", UTF_16LE));
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> read("{\"id\":1}", UTF_16BE));
    }

    @Test
    void refusesDeepNesting() {
        String deep = "{\"id\":1,\"rpc\":{\"data\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}}";
        assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> read(deep));
    }

    @Test
    void doesNotRepeatWhatCame() {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> read("{\"id\":1,\"connect\":{\"token\":\"secret\"x}}"))
                .withMessageNotContaining("secret")
                .withMessageContaining("column");
    }

    @Test
    void writesEveryReply() {
        assertThat(written(new Reply.Ping())).isEqualTo("{}");
        assertThat(written(new Reply.Answer(1, new Result.Connect("c", "v", 60, 25, "n", Map.of()))))
                .isEqualTo("{\"id\":1,\"connect\":{\"client\":\"c\",\"version\":\"v\",\"expires\":true,\"ttl\":60,"
                        + "\"ping\":25,\"pong\":true,\"node\":\"n\"}}");
        assertThat(written(new Reply.Answer(1, new Result.Connect("c", "v", 0, 25, "n", Map.of()))))
                .doesNotContain("expires", "ttl");
        assertThat(written(new Reply.Answer(2, new Result.Subscribe(9, null, false))))
                .isEqualTo("{\"id\":2,\"subscribe\":{\"expires\":true,\"ttl\":9}}");
        Publication missed = new Publication("a:b", "[1]".getBytes(UTF_8), null, Map.of(), 5);
        assertThat(written(new Reply.Answer(
                        2, new Result.Subscribe(0, new Recovery(new Position("e", 5), true, List.of(missed)), true))))
                .isEqualTo(
                        "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"e\",\"offset\":5,"
                                + "\"recovered\":true,\"was_recovering\":true,\"publications\":[{\"data\":[1],\"offset\":5}]}}");
        assertThat(written(new Reply.Answer(2, new Result.Unsubscribe()))).isEqualTo("{\"id\":2,\"unsubscribe\":{}}");
        assertThat(written(new Reply.Answer(2, new Result.Publish()))).isEqualTo("{\"id\":2,\"publish\":{}}");
        assertThat(written(new Reply.Answer(2, new Result.Ping()))).isEqualTo("{\"id\":2,\"ping\":{}}");
        assertThat(written(new Reply.Answer(2, new Result.Rpc("{\"id\":\"1-0\"}".getBytes(UTF_8)))))
                .isEqualTo("{\"id\":2,\"rpc\":{\"data\":{\"id\":\"1-0\"}}}");
        assertThat(written(new Reply.Answer(2, new Result.Refresh("c", "v", 5))))
                .isEqualTo("{\"id\":2,\"refresh\":{\"client\":\"c\",\"version\":\"v\",\"expires\":true,\"ttl\":5}}");
        assertThat(written(new Reply.Answer(2, new Result.SubRefresh(5))))
                .isEqualTo("{\"id\":2,\"sub_refresh\":{\"expires\":true,\"ttl\":5}}");
        assertThat(written(new Reply.Failure(3, ErrorCode.INTERNAL)))
                .isEqualTo(
                        "{\"id\":3,\"error\":{\"code\":100,\"message\":\"internal server error\",\"temporary\":true}}");
        assertThat(written(new Reply.Failure(3, ErrorCode.UNKNOWN_CHANNEL)))
                .isEqualTo("{\"id\":3,\"error\":{\"code\":102,\"message\":\"unknown channel\"}}");
        assertThat(written(new Reply.Unsubscribed("a:b", 2501, "subscription expired")))
                .isEqualTo("{\"push\":{\"channel\":\"a:b\",\"unsubscribe\":{\"code\":2501,"
                        + "\"reason\":\"subscription expired\"}}}");
    }

    @Test
    void readsWhereAClientIsInItsChannels() throws Exception {
        assertThat(read("""
            {"id":1,"connect":{"subs":{"a:b":{"recover":true,"epoch":"e","offset":7},"a:c":{"epoch":"e"},"a:d":{}}}}
            {"id":2,"connect":{"subs":null}}
            {"id":3,"history":{"channel":"a:b","limit":-1,"since":{"offset":7,"epoch":"e"},"reverse":true}}
            {"id":4,"history":{"channel":"a:b","since":null}}\
            """))
                .containsExactly(
                        new Command(1, new Request.Connect("", "", "", Map.of(), Map.of("a:b", new Position("e", 7)))),
                        new Command(2, new Request.Connect("", "", "", Map.of(), Map.of())),
                        new Command(3, new Request.History("a:b", -1, new Position("e", 7), true)),
                        new Command(4, new Request.History("a:b", 0, null, false)));
    }

    @Test
    void writesWhatIsKnownOfAChannel() {
        Publication past = new Publication("a:b", "[1]".getBytes(UTF_8), null, Map.of(), 5);
        ClientInfo info = new ClientInfo("42", "c", "{}".getBytes(UTF_8), null);
        assertThat(written(new Reply.Answer(1, new Result.Presence(List.of(info)))))
                .isEqualTo("{\"id\":1,\"presence\":{\"presence\":{\"c\":{\"user\":\"42\",\"client\":\"c\","
                        + "\"conn_info\":{}}}}}");
        assertThat(written(new Reply.Answer(1, new Result.PresenceStats(3, 2))))
                .isEqualTo("{\"id\":1,\"presence_stats\":{\"num_clients\":3,\"num_users\":2}}");
        assertThat(written(new Reply.Answer(1, new Result.History(List.of(past), new Position("e", 5)))))
                .isEqualTo("{\"id\":1,\"history\":{\"publications\":[{\"data\":[1],\"offset\":5}],"
                        + "\"epoch\":\"e\",\"offset\":5}}");
        assertThat(written(new Reply.Subscribed("a:b", new Position("e", 5), "1".getBytes(UTF_8))))
                .isEqualTo("{\"push\":{\"channel\":\"a:b\",\"subscribe\":{\"recoverable\":true,\"positioned\":true,"
                        + "\"epoch\":\"e\",\"offset\":5,\"data\":1}}}");
        assertThat(written(new Reply.Published(past)))
                .isEqualTo("{\"push\":{\"channel\":\"a:b\",\"pub\":{\"data\":[1],\"offset\":5}}}");
        assertThat(written(new Reply.Refreshed(9))).isEqualTo("{\"push\":{\"refresh\":{\"expires\":true,\"ttl\":9}}}");
        Result.Subscribe subscribed = new Result.Subscribe(0, null, false, "1".getBytes(UTF_8), false);
        assertThat(written(new Reply.Answer(1, new Result.Connect("c", "v", 0, 0, "n", Map.of("a:b", subscribed)))))
                .contains("\"subs\":{\"a:b\":{\"data\":1}}");
    }

    private static List<Command> read(String frame) throws MalformedFrameException {
        return read(frame, UTF_8);
    }

    private static List<Command> read(String frame, Charset charset) throws MalformedFrameException {
        return Codec.JSON.decode(frame.getBytes(charset));
    }

    private static String written(Reply reply) {
        TextWebSocketFrame frame = (TextWebSocketFrame) Codec.JSON.encode(reply);
        try {
            return frame.text();
        } finally {
            frame.release();
        }
    }
}
