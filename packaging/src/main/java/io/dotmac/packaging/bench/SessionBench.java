package io.dotmac.packaging.bench;

import io.dotmac.packaging.bench.HttpLoad.Outcome;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// P3: 10,000 consoles attached and quiet, each logged in, while 1,000 requests a second of several kinds are asked.
final class SessionBench {
    private static final int CONSOLES = 10_000;
    private static final int PER_SECOND = 1_000;
    private static final int SECONDS = 20;

    private final Stand stand;
    private final Path folder;

    SessionBench(Stand stand, Path folder) {
        this.stand = stand;
        this.folder = folder;
    }

    /// Measures; the stand's own server is stopped before and stays so.
    List<Figure> run() throws IOException, InterruptedException {
        String token = stand.operatorToken();
        stand.stopServer();
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        environment.put("HTTP_SERVER__MAX_CONNECTIONS", Integer.toString(2 * CONSOLES));
        environment.put("RATE_LIMITS__API", RequestBench.NO_LIMIT);
        try (BenchProcess server = BenchProcess.start(
                        stand.serverCommand(List.of()), environment, stand.port(), folder.resolve("server.log"));
                LiveWatchers watchers = LiveWatchers.attach(stand.url(), token, CONSOLES)) {
            List<byte[]> mix = List.of(
                    get("/api/v1/auth/me", token),
                    get("/api/v1/nodes?limit=50", token),
                    get("/api/v1/dependencies?limit=50", token),
                    get("/api/v1/nodes", token));
            AtomicInteger next = new AtomicInteger();
            HttpLoad load = new HttpLoad(stand.port(), () -> mix.get((next.getAndIncrement() & 0xffff) % mix.size()));
            load.run(5, PER_SECOND);
            Outcome outcome = load.run(SECONDS, PER_SECOND);
            return List.of(new Figure(
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
                    "p95 < 200 ms, 0 errors"));
        }
    }

    private static byte[] get(String path, String token) {
        return HttpLoad.bytes("GET", path, List.of("Authorization: Bearer " + token), "");
    }
}
