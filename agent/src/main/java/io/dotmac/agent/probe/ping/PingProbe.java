package io.dotmac.agent.probe.ping;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An address that must be there.
///
/// With a port it is asked by TCP, where a refusal is as good an answer as any. Without one it is asked by ICMP, which
/// the machine allows to a privileged agent alone; another agent asks TCP port 7 instead. What was used is told.
public final class PingProbe extends FreshProbe {
    private static final int NET_RAW = 13;

    private final ServiceTarget.Ping target;

    /// @param schedule how often, and how long all tries together may take
    public PingProbe(ServiceTarget.Ping target, Schedule schedule) {
        super(schedule);
        this.target = target;
    }

    @Override
    public Finding check() {
        Deadline deadline = Deadline.in(timeout());
        InetAddress address;
        try {
            address = deadline.address(target.host());
        } catch (IOException e) {
            return Faults.finding(e, target.host());
        }
        List<Double> millis = new ArrayList<>();
        IOException failure = null;
        for (int tries = 0; tries < target.count(); tries++) {
            long begun = System.nanoTime();
            try {
                int share = Math.max(1, deadline.left() / (target.count() - tries));
                if (answers(address, share)) {
                    millis.add(millisSince(begun));
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        return judge(address, millis, failure);
    }

    private boolean answers(InetAddress address, int timeout) throws IOException {
        if (target.port() == 0) {
            return address.isReachable(timeout);
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, target.port()), timeout);
            return true;
        } catch (NoRouteToHostException e) {
            throw e;
        } catch (ConnectException e) {
            // Refused by the machine itself: it is there.
            if (e.getMessage() != null
                    && e.getMessage().toLowerCase(Locale.ROOT).contains("refused")) {
                return true;
            }
            throw e;
        }
    }

    private Finding judge(InetAddress address, List<Double> millis, @Nullable IOException failure) {
        String method = target.port() != 0 ? "tcp/" + target.port() : privileged() ? "icmp" : "tcp/7, no right to icmp";
        double loss = 100.0 * (target.count() - millis.size()) / target.count();
        Map<String, String> facts = Map.of(
                "address",
                address.getHostAddress(),
                "method",
                method,
                "answers",
                millis.size() + " of " + target.count());
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of("probe_icmp_loss_percent", loss));
        if (millis.isEmpty()) {
            ErrorClass error = failure == null ? ErrorClass.TIMEOUT : Faults.classOf(failure);
            Finding down = Finding.down(error, "no answer from " + target.host() + " by " + method);
            return new Finding(down.health(), down.severity(), null, error, down.summary(), null, facts, samples, null);
        }
        double best = millis.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double mean = millis.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double worst = millis.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        samples.add(new Sample("probe_icmp_duration_seconds", "rtt", mean / 1000));
        samples.add(new Sample("probe_icmp_duration_seconds", "jitter", (worst - best) / 1000));
        String took = String.format(Locale.ROOT, "%.1f ms by %s", mean, method);
        if (loss > 0) {
            return Finding.answers(
                    new Remark(Severity.MINOR, ErrorClass.TIMEOUT, Math.round(loss) + " % lost, " + took),
                    mean,
                    facts,
                    samples,
                    null);
        }
        Remark remark = mean >= target.slow().toMillis()
                ? new Remark(Severity.MINOR, null, "answers slowly: " + took)
                : Remark.fine("answers in " + took);
        return Finding.answers(remark, mean, facts, samples, null);
    }

    /// Whether this process may send raw packets.
    public static boolean privileged() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    return new BigInteger(line.substring("CapEff:".length()).strip(), 16).testBit(NET_RAW);
                }
            }
        } catch (IOException e) {
            // Only Linux tells it this way.
            return false;
        }
        return false;
    }
}
