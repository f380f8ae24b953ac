package dev.wsgateway.gateway.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A WebSocket client that can break every rule. Waits 10 s for whatever it reads. */
final class RawWebSocket implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final Socket socket;
    private final DataInputStream in;
    private final String answer;

    /** A frame that came. */
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, UTF_8);
        }

        /** Code of a close frame. */
        int code() {
            return opcode == CLOSE && payload.length >= 2
                    ? ByteBuffer.wrap(payload).getShort() & 0xffff
                    : -1;
        }

        /** Reason of a close frame. */
        String reason() {
            return new String(payload, 2, payload.length - 2, UTF_8);
        }
    }

    private RawWebSocket(int port, String request) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        answer = readHead();
    }

    /** Opens a socket; header lines end with CRLF. */
    static RawWebSocket open(int port, String target, String... headers) throws IOException {
        RawWebSocket opened = ask(port, handshake(target, headers));
        if (opened.status() != 101) {
            throw new AssertionError("handshake answered " + opened.answer);
        }
        return opened;
    }

    /** Sends a request as it stands and reads the answer's head. */
    static RawWebSocket ask(int port, String request) throws IOException {
        return new RawWebSocket(port, request);
    }

    static String handshake(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: gateway.example\r\n"
                + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        Arrays.stream(headers).forEach(header -> request.append(header).append("\r\n"));
        return request.append("\r\n").toString();
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** Status and headers of the answer. */
    String head() {
        return answer;
    }

    int status() {
        return answer.isEmpty() ? -1 : Integer.parseInt(answer.substring(9, 12));
    }

    /** What follows the head of an answer that refuses, up to the end of the connection. */
    String body() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    void text(String text) throws IOException {
        send(true, TEXT, text.getBytes(UTF_8));
    }

    /** Sends a masked frame. */
    void send(boolean last, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            frame.write(0x80 | 127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % 4]);
        }
        raw(frame.toByteArray());
    }

    /** Sends bytes as they stand. */
    void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next frame. */
    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(first & 0x0f, in.readNBytes((int) length));
    }

    /** The next frame that is no ping: the first one comes at any time. */
    Frame next() throws IOException {
        Frame frame = read();
        while (frame.opcode() == PING || (frame.opcode() == TEXT && frame.text().equals("{}"))) {
            frame = read();
        }
        return frame;
    }

    /** The text of the next frame that is no ping; of another kind of frame, what it is. */
    String readText() throws IOException {
        Frame frame = next();
        return frame.opcode() == TEXT ? frame.text() : "opcode " + frame.opcode() + " " + frame.code();
    }

    /** The close frame, after whatever else. */
    Frame readClose() throws IOException {
        Frame frame = read();
        while (frame.opcode() != CLOSE) {
            frame = read();
        }
        return frame;
    }

    /** Whether the server hangs up. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    /** Goes away without a word. */
    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
