package dev.wsgateway.testing.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** One connection that speaks RESP 2, for one thread; replies as redis-cli prints them into a pipe. */
final class Resp implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2000;
    private static final int REPLY_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** Connects to a port of 127.0.0.1; with TLS when a certificate to trust is given. */
    Resp(int port, @Nullable ServerCertificate certificate) throws IOException {
        Socket plain = new Socket();
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
        plain.setSoTimeout(REPLY_MILLIS);
        plain.setTcpNoDelay(true);
        socket = certificate == null
                ? plain
                : trusting(certificate).getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private static SSLContext trusting(ServerCertificate certificate) throws IOException {
        try (InputStream pem = java.nio.file.Files.newInputStream(certificate.certificate())) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends a command and waits for its reply: elements of arrays in lines, errors as their text. */
    String call(String... command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("*" + command.length + "\r\n"));
        for (String argument : command) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(ascii("$" + bytes.length + "\r\n"));
            out.writeBytes(bytes);
            out.writeBytes(ascii("\r\n"));
        }
        socket.getOutputStream().write(out.toByteArray());
        List<String> lines = new ArrayList<>();
        read(lines);
        return String.join("\n", lines);
    }

    private void read(List<String> lines) throws IOException {
        String header = line();
        String text = header.substring(1);
        switch (header.charAt(0)) {
            case '+', '-', ':' -> lines.add(text);
            case '$' -> lines.add(bulk(Integer.parseInt(text)));
            case '*' -> {
                for (int left = Integer.parseInt(text); left > 0; left--) {
                    read(lines);
                }
            }
            default -> throw new IOException("no RESP 2: " + header);
        }
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.readNBytes(2).length < 2) {
            throw new EOFException("the server closed the connection");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.write(next);
        }
        in.skipNBytes(1);
        return line.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
