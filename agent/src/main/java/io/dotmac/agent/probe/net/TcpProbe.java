package io.dotmac.agent.probe.net;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.probe.TimedSocket;
import io.dotmac.model.fleet.ErrorClass;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A TCP port: whether it accepts and, where `expect` is set, whether somebody behind it talks.
public final class TcpProbe extends FreshProbe {
    private static final int MAX_ANSWER = 4096;

    private final TargetConfig.Tcp target;
    private final String address;

    /// @param schedule how often, and how long the whole exchange may take
    public TcpProbe(TargetConfig.Tcp target, Schedule schedule) {
        super(schedule);
        this.target = target;
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        try (TimedSocket socket = new TimedSocket(begun, timeout().toMillis())) {
            socket.connect(socket.deadline().address(target.host()), target.port());
            long connect = System.nanoTime() - begun;
            String sent = target.send();
            if (sent != null) {
                socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
            }
            String expected = target.expect();
            String answer = expected == null ? "" : answer(socket, expected);
            if (expected != null && !answer.contains(expected)) {
                return Finding.down(ErrorClass.PROTOCOL, address + " answers something else than expect asks for");
            }
            double latency = millisSince(begun);
            return Finding.answers(
                    Remark.fine(expected == null ? "accepts connections" : "answers as expected"),
                    latency,
                    Map.of("connect_ms", Phases.millis(connect)),
                    List.of(new Sample("probe_tcp_duration_seconds", "connect", connect / 1e9)),
                    null);
        } catch (IOException e) {
            return Faults.finding(e, address);
        }
    }

    private static String answer(Socket socket, String expected) throws IOException {
        StringBuilder answer = new StringBuilder();
        byte[] buffer = new byte[MAX_ANSWER];
        InputStream in = socket.getInputStream();
        while (answer.length() < MAX_ANSWER && answer.indexOf(expected) < 0) {
            int read = in.read(buffer, 0, MAX_ANSWER - answer.length());
            if (read < 0) {
                break;
            }
            answer.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }
}
