package io.dotmac.packaging.bench;

import io.dotmac.client.ApiClient;
import io.dotmac.packaging.bench.HttpLoad.Outcome;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;

/// P3: 10,000 consoles attached and quiet, each logged in, while 1,000 requests a second of several kinds are asked.
/// P7: what it costs the server to tell each of them something, beside bare writes.
final class SessionBench {
    private static final int CONSOLES = 10_000;
    private static final int FIRST = 500;
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 20;
    private static final int DELTAS = 12;
    private static final int MOST_WARM_UPS = 60;
    private static final int MESSAGE_BYTES = 400; // a delta of one dependency
    private static final double CORES = 2;
    private static final double KIB_PER_MIB = 1024;

    private final Stand stand;
    private final Path folder;
    private final Clock clock;

    SessionBench(Stand stand, Path folder, Clock clock) {
        this.stand = stand;
        this.folder = folder;
        this.clock = clock;
    }

    /// Measures; the stand's own server is stopped before and stays so.
    List<Figure> run() throws IOException, GeneralSecurityException, InterruptedException {
        String token = stand.operatorToken();
        stand.stopServer();
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        environment.put("HTTP_SERVER__MAX_CONNECTIONS", Integer.toString(2 * CONSOLES));
        environment.put("RATE_LIMITS__API", RequestBench.NO_LIMIT);
        try (BenchProcess server = BenchProcess.start(
                stand.serverCommand(List.of()), environment, stand.port(), folder.resolve("server.log"))) {
            // What the first consoles take, code and classes, is not what one more takes.
            LiveWatchers.attach(stand.url(), token, FIRST).close();
            double before = Memory.residentMib(server.pid());
            try (LiveWatchers watchers = LiveWatchers.attach(stand.url(), token, CONSOLES)) {
                double each = (Memory.residentMib(server.pid()) - before) * KIB_PER_MIB / CONSOLES;
                return List.of(requests(server, watchers, token), deltas(server, watchers, token, each));
            }
        }
    }

    private Figure requests(BenchProcess server, LiveWatchers watchers, String token)
            throws IOException, InterruptedException {
        List<byte[]> mix = List.of(
                get("/api/v1/auth/me", token),
                get("/api/v1/nodes?limit=50", token),
                get("/api/v1/dependencies?limit=50", token),
                get("/api/v1/nodes", token));
        AtomicInteger next = new AtomicInteger();
        HttpLoad load = new HttpLoad(stand.port(), () -> mix.get((next.getAndIncrement() & 0xffff) % mix.size()));
        load.warmUp(server, PER_SECOND);
        Outcome outcome = load.run(SECONDS, PER_SECOND);
        return new Figure(
                "P3",
                "%,d sessions held (%,d alive after), %,d mixed req/s wanted, p99 %.0f ms, errors %d, server %.0f MiB"
                        .formatted(
                                CONSOLES,
                                watchers.alive(),
                                PER_SECOND,
                                outcome.p99Millis(),
                                outcome.errors(),
                                Memory.residentMib(server.pid())),
                "",
                "%,.0f req/s, p95 %.0f ms".formatted(outcome.perSecond(), outcome.p95Millis()),
                "",
                "p95 < 200 ms, 0 errors");
    }

    private Figure deltas(BenchProcess server, LiveWatchers watchers, String token, double kibEach)
            throws IOException, GeneralSecurityException, InterruptedException {
        ApiClient operator = new ApiClient(stand.http(), HttpUrl.get(stand.url()), () -> Optional.of(token));
        SimulatedAgent agent = SimulatedAgent.enrol(operator, stand.http(), "bench-deltas", 1, clock);
        server.warmUp(MOST_WARM_UPS, round -> tell(watchers, agent, "warm-up-" + round + "-", round % 2 == 0));
        watchers.micros().reset();
        long cpu = server.cpu().toNanos();
        int late = 0;
        for (int round = 0; round < DELTAS; round++) {
            late += tell(watchers, agent, "delta-" + round + "-", round % 2 == 0) ? 0 : 1;
        }
        double micros = (server.cpu().toNanos() - cpu) / 1e3 / DELTAS / CONSOLES;
        double bare = BareFanOut.micros(MESSAGE_BYTES);
        return new Figure(
                "P7",
                "%,d consoles told %d times, report to console median %.0f ms, p99 %.0f ms, late %d, cpu %.1f µs a message"
                        .formatted(
                                CONSOLES,
                                DELTAS,
                                watchers.micros().getValueAtPercentile(50) / 1e3,
                                watchers.micros().getValueAtPercentile(99) / 1e3,
                                late,
                                micros),
                "%,.0f bare writes/s".formatted(CORES * 1e6 / bare),
                "%,.0f messages/s on two cores of its own, %.0f kB a console".formatted(CORES * 1e6 / micros, kibEach),
                "%.2f".formatted(bare / micros),
                "≥ 100,000/s, ≤ 20 kB");
    }

    private static boolean tell(LiveWatchers watchers, SimulatedAgent agent, String dependency, boolean up)
            throws InterruptedException {
        return watchers.await(dependency, () -> report(agent, dependency, up));
    }

    private static void report(SimulatedAgent agent, String dependency, boolean up) {
        try {
            agent.report(dependency, up);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] get(String path, String token) {
        return HttpLoad.bytes("GET", path, List.of("Authorization: Bearer " + token), "");
    }
}
