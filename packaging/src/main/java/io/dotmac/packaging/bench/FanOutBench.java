package io.dotmac.packaging.bench;

import io.dotmac.client.ApiClient;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/// P6, the server's hop: from an agent's report to the delta on each of 1,000 attached consoles.
final class FanOutBench {
    private static final int CONSOLES = 1_000;
    private static final int ROUNDS = 100;

    private final Stand stand;
    private final Clock clock;

    FanOutBench(Stand stand, Clock clock) {
        this.stand = stand;
        this.clock = clock;
    }

    List<Figure> run() throws IOException, GeneralSecurityException, InterruptedException {
        String token = stand.operatorToken();
        ApiClient operator = new ApiClient(stand.http(), HttpUrl.get(stand.url()), () -> Optional.of(token));
        SimulatedAgent agent = SimulatedAgent.enrol(operator, stand.http(), "bench-fan-out", 1, clock);
        report(agent, "warm-up", true);
        double before = Memory.residentMib(stand.serverPid());
        try (LiveWatchers watchers = LiveWatchers.attach(stand.url(), token, CONSOLES)) {
            double after = Memory.residentMib(stand.serverPid());
            int late = 0;
            for (int round = 0; round < ROUNDS; round++) {
                if (round == ROUNDS / 10) {
                    watchers.micros().reset(); // the first tenth warms up
                }
                String dependency = "round-" + round + "-";
                boolean up = round % 2 == 0;
                late += watchers.await(dependency, () -> report(agent, dependency, up)) ? 0 : 1;
            }
            return List.of(new Figure(
                    "P6",
                    "server hop, report to delta on %,d consoles, median %.0f ms, max %.0f ms, late %d"
                            .formatted(
                                    CONSOLES,
                                    watchers.micros().getValueAtPercentile(50) / 1e3,
                                    watchers.micros().getMaxValue() / 1e3,
                                    late),
                    "",
                    "p99 %.0f ms".formatted(watchers.micros().getValueAtPercentile(99) / 1e3),
                    "%.0f kB a console".formatted((after - before) * 1024 / CONSOLES),
                    "≤ 50 ms"));
        }
    }

    private static void report(SimulatedAgent agent, String dependency, boolean up) {
        try {
            agent.report(dependency, up);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
