package io.dotmac.packaging.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;

/// Asks a server the same again and again over kept connections, a thread each. It reads no more of an answer than its
/// status and length, so that the client costs little on a machine that it shares with the server.
final class HttpLoad {
    private static final int CONNECTIONS = 64;
    private static final int WARM_UP_SECONDS = 4;
    private static final int WARM_UP_ROUNDS = 30;

    private final int port;
    private final Supplier<byte[]> request;

    /// What came of it.
    ///
    /// @param perSecond good answers
    /// @param p99Millis of all answers
    /// @param p95Millis of all answers
    /// @param errors answers of 400 and more
    /// @param requests all answers
    record Outcome(double perSecond, double p99Millis, double p95Millis, long errors, long requests) {}

    /// @param request makes the bytes of one request
    HttpLoad(int port, Supplier<byte[]> request) {
        this.port = port;
        this.request = request;
    }

    /// The bytes of a request.
    ///
    /// @param headers whole lines, without line ends
    static byte[] bytes(String method, String path, List<String> headers, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1"));
        lines.addAll(headers);
        if (content.length > 0) {
            lines.add("Content-Type: application/json");
            lines.add("Content-Length: " + content.length);
        }
        byte[] head = (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + content.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        return whole;
    }

    /// Asks as fast as it can.
    Outcome run(int seconds) throws InterruptedException {
        return run(seconds, 0);
    }

    /// Asks until the server's compiler is done.
    void warmUp(BenchProcess server) throws IOException, InterruptedException {
        warmUp(server, 0);
    }

    /// The same at a steady rate.
    void warmUp(BenchProcess server, int perSecond) throws IOException, InterruptedException {
        server.warmUp(WARM_UP_ROUNDS, round -> run(WARM_UP_SECONDS, perSecond));
    }

    /// Asks at a steady rate, or as fast as it can; a late answer counts from when the request was due.
    ///
    /// @param perSecond of all connections together, 0 for as fast as it can
    Outcome run(int seconds, int perSecond) throws InterruptedException {
        ConcurrentHistogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(2), 3);
        LongAdder errors = new LongAdder();
        long began = System.nanoTime();
        long deadline = began + TimeUnit.SECONDS.toNanos(seconds);
        long pace = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * CONNECTIONS / perSecond;
        List<Callable<Void>> connections = new ArrayList<>();
        for (int index = 0; index < CONNECTIONS; index++) {
            long first = began + pace * index / CONNECTIONS;
            connections.add(() -> {
                ask(first, pace, deadline, micros, errors);
                return null;
            });
        }
        Parallel.run(connections);
        double elapsed = (System.nanoTime() - began) / 1e9;
        long all = micros.getTotalCount();
        return new Outcome(
                (all - errors.sum()) / elapsed,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(95) / 1e3,
                errors.sum(),
                all);
    }

    private void ask(long first, long pace, long deadline, ConcurrentHistogram micros, LongAdder errors)
            throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
            long due = first;
            while (System.nanoTime() < deadline) {
                if (pace > 0) {
                    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                }
                long from = pace > 0 ? due : System.nanoTime();
                out.write(request.get());
                if (answer(in) >= 400) {
                    errors.increment();
                }
                micros.recordValue(Math.max(0, System.nanoTime() - from) / 1_000);
                due += pace;
            }
        }
    }

    /// Reads one answer and returns its status.
    private static int answer(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).substring(9, 12));
        long length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int sign = in.read(); sign != '\n'; sign = in.read()) {
            if (sign < 0) {
                throw new IOException("the server closed the connection");
            }
            if (sign != '\r') {
                line.append((char) sign);
            }
        }
        return line.toString();
    }
}
