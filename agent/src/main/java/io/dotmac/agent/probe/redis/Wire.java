package io.dotmac.agent.probe.redis;

import io.dotmac.agent.probe.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One connection that speaks Redis' protocol, version 2: a question, an answer, each within its time.
///
/// The agent asks three questions of a Redis; a whole client library for that would double what it weighs. Used by one
/// thread; only [#close()] may come from another.
final class Wire implements AutoCloseable {
    private static final int MAX_BULK = 4 << 20;
    private static final int MAX_ITEMS = 10_000;
    private static final int MAX_DEPTH = 8;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Socket socket;
    private final byte[] buffer = new byte[8192];
    private int from;
    private int to;
    private long deadline;

    private Wire(Socket socket) {
        this.socket = socket;
    }

    /// @param tls whether to insist on TLS with a certificate for `host`
    static Wire open(String host, int port, boolean tls, Deadline deadline) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(deadline.address(host), port), deadline.left());
            if (!tls) {
                return new Wire(socket);
            }
            socket.setSoTimeout(deadline.left());
            SSLSocket secure = (SSLSocket)
                    ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(socket, host, port, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return new Wire(secure);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// A text, a number, a list of such, or the empty text where there is nothing.
    Object ask(Duration timeout, String... words) throws IOException {
        deadline = System.nanoTime() + timeout.toNanos();
        socket.getOutputStream().write(request(words).getBytes(StandardCharsets.UTF_8));
        return answer(0);
    }

    /// Says `PING` and asks in one go.
    Pinged pingAndAsk(Duration timeout, String... words) throws IOException {
        deadline = System.nanoTime() + timeout.toNanos();
        socket.getOutputStream().write((request("PING") + request(words)).getBytes(StandardCharsets.UTF_8));
        RedisRefusal refusal = null;
        try {
            var _ = answer(0);
        } catch (RedisRefusal e) {
            refusal = e;
        }
        try {
            return new Pinged(refusal, answer(0), null);
        } catch (RedisRefusal e) {
            return new Pinged(refusal, "", e);
        }
    }

    /// Two answers.
    ///
    /// @param refusal of the `PING`, `null` when it was answered
    /// @param answer to the question
    /// @param untold why the question was not answered, `null` when it was
    record Pinged(
            @Nullable RedisRefusal refusal,
            Object answer,
            @Nullable RedisRefusal untold) {}

    private static String request(String... words) {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return request.toString();
    }

    /// Waits on the connection; returns early when it ends. `false` when it is of no more use.
    boolean rest(Duration longest) {
        deadline = System.nanoTime() + longest.toNanos();
        try {
            // Nobody asked anything: the only thing to hear is the end.
            fill();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Waits for what the server says unasked, at most so long; empty when it says nothing.
    List<Object> hear(Duration longest, Duration timeout) throws IOException {
        deadline = System.nanoTime() + longest.toNanos();
        try {
            if (from == to) {
                fill();
            }
        } catch (SocketTimeoutException e) {
            return List.of();
        }
        deadline = System.nanoTime() + timeout.toNanos();
        return answer(0) instanceof List<?> words ? List.copyOf(words) : List.of();
    }

    private Object answer(int depth) throws IOException {
        String line = line();
        String rest = line.isEmpty() ? "" : line.substring(1);
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(number(rest));
            case '-' -> throw new RedisRefusal(rest);
            case '$' -> bulk(number(rest));
            case '*' -> list(number(rest), depth);
            default -> throw new ProtocolException("no answer of Redis");
        };
    }

    private List<Object> list(long count, int depth) throws IOException {
        if (count > MAX_ITEMS || depth > MAX_DEPTH) {
            throw new ProtocolException("answer too large");
        }
        List<Object> items = new ArrayList<>();
        for (long item = 0; item < count; item++) {
            items.add(answer(depth + 1));
        }
        return items;
    }

    private String bulk(long length) throws IOException {
        if (length < 0) {
            return "";
        }
        if (length > MAX_BULK) {
            throw new ProtocolException("answer too large");
        }
        byte[] bytes = new byte[(int) length];
        int done = 0;
        while (done < bytes.length) {
            if (from == to) {
                fill();
            }
            int part = Math.min(to - from, bytes.length - done);
            System.arraycopy(buffer, from, bytes, done, part);
            from += part;
            done += part;
        }
        line();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (from == to) {
                fill();
            }
            char next = (char) (buffer[from++] & 0xff);
            if (next == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() >= buffer.length) {
                throw new ProtocolException("line too long");
            }
            line.append(next);
        }
    }

    private static long number(String text) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException("no number: " + e.getMessage());
        }
    }

    private void fill() throws IOException {
        long left = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        int read = socket.getInputStream().read(buffer);
        if (read < 0) {
            throw new EOFException();
        }
        from = 0;
        to = read;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was broken; there is nothing left to close.
            return;
        }
    }
}
