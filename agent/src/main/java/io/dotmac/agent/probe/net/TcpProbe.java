package io.dotmac.agent.probe.net;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A TCP port: whether it accepts and, where `expect` is set, whether somebody behind it talks.
public final class TcpProbe implements Probe {
    private static final int MAX_ANSWER = 4096;
    private static final double NANOS_PER_MILLI = 1e6;

    private final TargetConfig.Tcp target;
    private final Duration rhythm;
    private final Duration timeout;
    private final String address;
    private final Wake wake = new Wake();

    /// @param rhythm between two checks
    /// @param timeout of the whole exchange
    public TcpProbe(TargetConfig.Tcp target, Duration rhythm, Duration timeout) {
        this.target = target;
        this.rhythm = rhythm;
        this.timeout = timeout;
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(target.host()), target.port()), left(begun));
            double connect = (System.nanoTime() - begun) / NANOS_PER_MILLI;
            String sent = target.send();
            if (sent != null) {
                socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
            }
            String expected = target.expect();
            String answer = expected == null ? "" : answer(socket, expected, begun);
            if (expected != null && !answer.contains(expected)) {
                return Finding.down(ErrorClass.PROTOCOL, address + " answers something else than expect asks for");
            }
            double latency = (System.nanoTime() - begun) / NANOS_PER_MILLI;
            return Finding.answers(
                    Remark.fine(expected == null ? "accepts connections" : "answers as expected"),
                    latency,
                    Map.of("connect_ms", String.format(Locale.ROOT, "%.2f", connect)),
                    List.of(new Sample("probe_tcp_duration_seconds", "connect", connect / 1000)),
                    null);
        } catch (IOException e) {
            return Faults.finding(e, address);
        }
    }

    private String answer(Socket socket, String expected, long begun) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[MAX_ANSWER];
        InputStream in = socket.getInputStream();
        while (answer.length() < MAX_ANSWER && answer.indexOf(expected) < 0) {
            socket.setSoTimeout(left(begun));
            int read = in.read(buffer, 0, MAX_ANSWER - answer.length());
            if (read < 0) {
                break;
            }
            answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    private int left(long begun) throws SocketTimeoutException {
        long left = timeout.toMillis() - (System.nanoTime() - begun) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) left;
    }

    @Override
    public Duration rhythm() {
        return rhythm;
    }

    @Override
    public void rest(Duration longest) throws InterruptedException {
        wake.await(longest);
    }

    @Override
    public void close() {
        wake.signal();
    }
}
