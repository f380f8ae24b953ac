package dev.wsgateway.e2e.chaos.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A link between two parts that can be cut, stalled and slowed down. Any thread. */
public final class Proxy implements AutoCloseable {
    private static final int CHUNK = 4096;

    private enum State {
        OPEN,
        CUT,
        STALLED
    }

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private int target;
    private State state = State.OPEN;
    private int delayMillis;
    private boolean blocked;

    /** A link to a port; it takes connections at once. */
    public Proxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    /** The port to connect to. */
    public int port() {
        return server.getLocalPort();
    }

    /** Resets all connections, and each new one, until {@link #heal}. */
    public void cut() {
        set(State.CUT, 0);
        reset();
    }

    /** Lets nothing through, and takes connections all the same, until {@link #heal}. */
    public void stall() {
        set(State.STALLED, 0);
    }

    /** Holds each {@value #CHUNK} bytes back for some time, until {@link #heal}. */
    public void slow(int millis) {
        set(State.OPEN, millis);
    }

    /** A good link again. */
    public void heal() {
        set(State.OPEN, 0);
    }

    /** Resets all connections, and each new one, whatever else is done to the link, until it is no longer blocked. */
    public void block(boolean on) {
        synchronized (this) {
            blocked = on;
            notifyAll();
        }
        if (on) {
            reset();
        }
    }

    /** Leads new connections elsewhere; those that stand stay. */
    public synchronized void lead(int port) {
        target = port;
    }

    /** Resets all connections. */
    public void reset() {
        sockets.forEach(Proxy::reset);
    }

    private synchronized void set(State next, int millis) {
        state = next;
        delayMillis = millis;
        notifyAll();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket near) {
        Socket far = new Socket();
        sockets.add(far);
        try {
            pass();
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            int port;
            synchronized (this) {
                port = target;
            }
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
        } catch (IOException gone) {
            drop(near, far);
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                pass();
                out.write(chunk, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException gone) {
            drop(from, to);
        }
    }

    /** Returns when something may pass. */
    private void pass() throws IOException {
        try {
            Thread.sleep(delay());
            synchronized (this) {
                while (state == State.STALLED && !blocked) {
                    wait();
                }
                if (state == State.CUT || blocked) {
                    throw new IOException("cut");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private synchronized int delay() {
        return delayMillis;
    }

    private void drop(Socket one, Socket other) {
        reset(one);
        reset(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closedAlready) {
            return;
        } finally {
            close(socket);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is gone, as it should be.
        }
    }

    @Override
    public void close() {
        close(server);
        cut();
    }
}
