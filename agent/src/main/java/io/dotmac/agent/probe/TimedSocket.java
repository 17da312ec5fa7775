package io.dotmac.agent.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// A connection that lasts as long as a check may: however a server spreads its bytes, connecting and reading, also by
/// TLS on top of it, end by then with a [SocketTimeoutException].
public final class TimedSocket extends Socket {
    private final Deadline deadline;

    /// @param begun the check's start, monotonic
    /// @param millis that the check may take
    public TimedSocket(long begun, long millis) {
        super(Proxy.NO_PROXY); // What is asked is the server, and no proxy's idea of it.
        this.deadline = Deadline.of(begun, millis);
    }

    /// Until when it lasts.
    public Deadline deadline() {
        return deadline;
    }

    /// Connects within what is left.
    public void connect(InetAddress address, int port) throws IOException {
        connect(new InetSocketAddress(address, port), left());
    }

    /// Connects within what is left, when `share` addresses may still be tried.
    public void connect(InetAddress address, int port, int share) throws IOException {
        connect(new InetSocketAddress(address, port), Math.max(1, left() / share));
    }

    private int left() throws SocketTimeoutException {
        return deadline.left();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(left());
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                setSoTimeout(left());
                return super.read(bytes, from, length);
            }
        };
    }
}
