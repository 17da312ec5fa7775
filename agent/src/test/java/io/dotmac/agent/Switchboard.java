package io.dotmac.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// One address behind which a test can put one server after the other, as a virtual address does.
public final class Switchboard implements AutoCloseable {
    private final ServerSocket entry;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile int port;
    private volatile long delayMillis;

    /// @param port of the server that new connections lead to
    public Switchboard(int port) throws IOException {
        this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = port;
        Thread.ofVirtual().start(this::accept);
    }

    /// Where to connect to.
    public int port() {
        return entry.getLocalPort();
    }

    /// New connections lead to another server; those that are open stay.
    public void leadTo(int newPort) {
        port = newPort;
    }

    /// Lets each answer of the server come so much later.
    public void delay(long millis) {
        delayMillis = millis;
    }

    /// Ends all connections.
    public void cut() {
        open.forEach(Switchboard::end);
        open.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket from = entry.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(from);
                open.add(to);
                Thread.ofVirtual().start(() -> pass(from, to, false));
                Thread.ofVirtual().start(() -> pass(to, from, true));
            }
        } catch (IOException e) {
            // Closed.
            return;
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] bytes = new byte[64 << 10];
        try (from;
                to) {
            for (int read = from.getInputStream().read(bytes);
                    read >= 0;
                    read = from.getInputStream().read(bytes)) {
                if (answers && delayMillis > 0) {
                    TimeUnit.MILLISECONDS.sleep(delayMillis);
                }
                to.getOutputStream().write(bytes, 0, read);
            }
        } catch (IOException e) {
            // One side has ended: so does the other.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        cut();
    }
}
