package dev.wsgateway.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.wsgateway.gateway.history.Position;
import dev.wsgateway.gateway.history.Recovery;
import dev.wsgateway.gateway.hub.ClientInfo;
import dev.wsgateway.gateway.hub.Publication;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufCodecTest {

    @Test
    void readsEveryRequest() throws Exception {
        byte[] header = message(out -> {
            out.writeString(1, "traceparent");
            out.writeString(2, "x");
        });
        byte[] frame = frame(
                command(1, 4, out -> {
                    out.writeString(1, "t");
                    out.writeByteArray(2, new byte[] {1, 2});
                    out.writeString(4, "java");
                    out.writeString(5, "0.4");
                    out.writeByteArray(6, header);
                    out.writeInt64(7, 1);
                }),
                command(2, 5, out -> {
                    out.writeString(1, "news:a");
                    out.writeString(2, "s");
                    out.writeBool(3, true);
                    out.writeString(6, "e");
                    out.writeUInt64(7, 77);
                    out.writeBool(11, true);
                    out.writeInt64(14, 3);
                }),
                command(3, 6, out -> out.writeString(1, "news:a")),
                command(4, 8, out -> out.writeString(1, "news:a")),
                command(5, 9, out -> out.writeString(1, "news:a")),
                command(6, 10, out -> out.writeString(1, "news:a")),
                command(7, 11, out -> {}),
                command(0xffff_ffffL, 14, out -> out.writeString(1, "t2")),
                command(9, 15, out -> {
                    out.writeString(1, "news:a");
                    out.writeString(2, "s2");
                }),
                new byte[0]);
        assertThat(Codec.PROTOBUF.decode(frame))
                .containsExactly(
                        new Command(1, new Request.Connect("t", "java", "0.4", Map.of("traceparent", "x"), Map.of())),
                        new Command(
                                2,
                                new Request.Subscribe(
                                        "news:a",
                                        "s",
                                        new Position("e", 77),
                                        "",
                                        new Request.Subscribe.Options(true, true))),
                        new Command(3, new Request.Unsubscribe("news:a")),
                        new Command(4, new Request.Presence("news:a")),
                        new Command(5, new Request.PresenceStats("news:a")),
                        new Command(6, new Request.History("news:a", 0, null, false)),
                        new Command(7, new Request.Ping()),
                        new Command(4294967295L, new Request.Refresh("t2")),
                        new Command(9, new Request.SubRefresh("news:a", "s2")),
                        new Command(0, new Request.Pong()));
    }

    @Test
    void carriesAnyBytes() throws Exception {
        byte[] data = {0, (byte) 0xff, '\n', (byte) 0xc3, 0x28};
        List<Command> commands = Codec.PROTOBUF.decode(frame(
                command(1, 13, out -> {
                    out.writeByteArray(1, data);
                    out.writeString(2, "orders");
                }),
                command(0, 12, out -> out.writeByteArray(1, data)),
                command(2, 7, out -> {
                    out.writeString(1, "bin:a");
                    out.writeByteArray(2, data);
                })));
        assertThat(((Request.Rpc) commands.get(0).request()).data()).isEqualTo(data);
        assertThat(((Request.Send) commands.get(1).request()).data()).isEqualTo(data);
        assertThat(((Request.Publish) commands.get(2).request()).data()).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "02", // a length and no command
                "0208", // cut in the command
                "80", // cut in the length
                "8080808080808080808080", // a length without an end
                "ffffffff07", // 2^31 - 1 bytes
                "ffffffffffffffffff01", // -1 bytes
                "020a01", // id as bytes
                "0100", // field number 0
                "0807", // cut in a field
                "022a05", // a request longer than its command
                "03220aff", // a request's field longer than the request
                "0522030a01ff", // a token that is no UTF-8
                "0124", // a group ends
                "042a002a00" // two requests
            })
    void refusesWhatIsNoCommand(String hex) {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> Codec.PROTOBUF.decode(HexFormat.of().parseHex(hex)));
    }

    @Test
    void survivesEveryCutAndFlippedByte() throws Exception {
        byte[] frame = frame(command(1, 4, out -> out.writeString(1, "token")), command(2, 13, out -> {
            out.writeByteArray(1, new byte[300]);
            out.writeString(2, "orders");
        }));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            try {
                assertThat(Codec.PROTOBUF.decode(bad)).isNotEmpty();
            } catch (MalformedFrameException e) {
                assertThat(e).hasMessageNotContaining("token");
            }
        }
    }

    @Test
    void writesReplies() throws Exception {
        byte[] connect = message(out -> {
            out.writeString(1, "c");
            out.writeString(2, "v");
            out.writeBool(3, true);
            out.writeUInt32(4, 60);
            out.writeUInt32(7, 25);
            out.writeBool(8, true);
            out.writeString(10, "n");
        });
        assertThat(written(new Reply.Answer(1, new Result.Connect("c", "v", 60, 25, "n", Map.of()))))
                .isEqualTo(message(out -> {
                    out.writeUInt32(1, 1);
                    out.writeByteArray(5, connect);
                }));
        assertThat(written(new Reply.Failure(0xffff_ffffL, ErrorCode.INTERNAL))).isEqualTo(message(out -> {
            out.writeUInt32(1, -1);
            out.writeByteArray(2, message(error -> {
                error.writeUInt32(1, 100);
                error.writeString(2, "internal server error");
                error.writeBool(3, true);
            }));
        }));
        assertThat(written(new Reply.Unsubscribed("a:b", 2501, "r"))).isEqualTo(message(out -> {
            out.writeByteArray(4, message(push -> {
                push.writeString(2, "a:b");
                push.writeByteArray(7, message(unsubscribe -> {
                    unsubscribe.writeUInt32(2, 2501);
                    unsubscribe.writeString(3, "r");
                }));
            }));
        }));
        assertThat(written(new Reply.Ping())).isEmpty();
        assertThat(fieldOf(new Result.Subscribe(0, null, false))).isEqualTo(6);
        Publication missed = new Publication("a:b", new byte[] {9}, null, Map.of(), 5);
        Recovery recovery = new Recovery(new Position("e", 5), true, List.of(missed));
        assertThat(written(new Reply.Answer(1, new Result.Subscribe(0, recovery, true))))
                .isEqualTo(message(out -> {
                    out.writeUInt32(1, 1);
                    out.writeByteArray(6, message(subscribe -> {
                        subscribe.writeBool(3, true);
                        subscribe.writeString(6, "e");
                        subscribe.writeByteArray(7, message(publication -> {
                            publication.writeUInt64(6, 5);
                            publication.writeByteArray(4, new byte[] {9});
                        }));
                        subscribe.writeBool(8, true);
                        subscribe.writeUInt64(9, 5);
                        subscribe.writeBool(10, true);
                        subscribe.writeBool(12, true);
                    }));
                }));
        assertThat(fieldOf(new Result.Unsubscribe())).isEqualTo(7);
        assertThat(fieldOf(new Result.Publish())).isEqualTo(8);
        assertThat(fieldOf(new Result.Ping())).isEqualTo(12);
        assertThat(fieldOf(new Result.Rpc("{}".getBytes(UTF_8)))).isEqualTo(13);
        assertThat(fieldOf(new Result.Refresh("c", "v", 1))).isEqualTo(14);
        assertThat(fieldOf(new Result.SubRefresh(1))).isEqualTo(15);
    }

    @Test
    void readsWhereAClientIsInItsChannels() throws Exception {
        byte[] position = message(since -> {
            since.writeUInt64(1, 7);
            since.writeString(2, "e");
        });
        byte[] frame = frame(
                command(
                        1,
                        4,
                        connect -> connect.writeByteArray(3, message(entry -> {
                            entry.writeString(1, "a:b");
                            entry.writeByteArray(2, message(sub -> {
                                sub.writeBool(3, true);
                                sub.writeString(6, "e");
                                sub.writeUInt64(7, 7);
                            }));
                        }))),
                command(2, 10, history -> {
                    history.writeString(1, "a:b");
                    history.writeInt32(7, -1);
                    history.writeByteArray(8, position);
                    history.writeBool(9, true);
                }));
        assertThat(Codec.PROTOBUF.decode(frame))
                .containsExactly(
                        new Command(1, new Request.Connect("", "", "", Map.of(), Map.of("a:b", new Position("e", 7)))),
                        new Command(2, new Request.History("a:b", -1, new Position("e", 7), true)));
    }

    @Test
    void writesWhatIsKnownOfAChannel() throws Exception {
        ClientInfo info = new ClientInfo("42", "c", null, null);
        assertThat(written(new Reply.Answer(1, new Result.Presence(List.of(info)))))
                .isEqualTo(message(out -> {
                    out.writeUInt32(1, 1);
                    out.writeByteArray(
                            9,
                            message(presence -> presence.writeByteArray(1, message(entry -> {
                                entry.writeString(1, "c");
                                entry.writeByteArray(2, message(client -> {
                                    client.writeString(1, "42");
                                    client.writeString(2, "c");
                                }));
                            }))));
                }));
        assertThat(fieldOf(new Result.PresenceStats(3, 2))).isEqualTo(10);
        assertThat(fieldOf(new Result.History(List.of(), new Position("e", 5)))).isEqualTo(11);
        assertThat(written(new Reply.Subscribed("a:b", new Position("e", 5), null)))
                .isEqualTo(message(out -> out.writeByteArray(4, message(push -> {
                    push.writeString(2, "a:b");
                    push.writeByteArray(9, message(subscribe -> {
                        subscribe.writeBool(1, true);
                        subscribe.writeString(4, "e");
                        subscribe.writeUInt64(5, 5);
                        subscribe.writeBool(6, true);
                    }));
                }))));
        assertThat(written(new Reply.Refreshed(9)))
                .isEqualTo(message(out -> out.writeByteArray(
                        4,
                        message(push -> push.writeByteArray(12, message(refresh -> {
                            refresh.writeBool(1, true);
                            refresh.writeUInt32(2, 9);
                        }))))));
    }

    private static int fieldOf(Result result) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(written(new Reply.Answer(1, result)));
        in.readTag();
        in.readUInt32();
        return WireFormat.getTagFieldNumber(in.readTag());
    }

    /** The message of a reply, without the length before it. */
    private static byte[] written(Reply reply) throws IOException {
        WebSocketFrame frame = Codec.PROTOBUF.encode(reply);
        CodedInputStream in = CodedInputStream.newInstance(ByteBufUtil.getBytes(frame.content()));
        frame.release();
        byte[] message = in.readByteArray();
        assertThat(in.isAtEnd()).isTrue();
        return message;
    }

    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] command(long id, int field, Fields request) throws IOException {
        return message(out -> {
            if (id != 0) {
                out.writeUInt32(1, (int) id);
            }
            out.writeByteArray(field, message(request));
        });
    }

    private static byte[] frame(byte[]... commands) throws IOException {
        return message(out -> {
            for (byte[] command : commands) {
                out.writeByteArrayNoTag(command);
            }
        });
    }
}
