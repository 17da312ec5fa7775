package io.dotmac.packaging.bench;

import io.dotmac.client.ApiClient;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import org.HdrHistogram.ConcurrentHistogram;

/// P5: samples a second taken in and stored for good, by the real protocol (agent log-in, gzip, row policies), beside
/// raw inserts of such rows; in turn, so that the machine's mood hits both.
final class IngestBench {
    private static final int AGENTS = 32;
    private static final int SERIES = 100;
    private static final int SECONDS = 6;
    private static final int ROUNDS = 3;
    private static final int WARM_ROUNDS = 40;
    private static final double REPORTS_A_SECOND = 1_000;
    private static final String EVALUATIONS = "dotmac_alert_evaluations_total";
    private static final String EVALUATION_SECONDS = "dotmac_alert_evaluation_seconds_total";

    private final Stand stand;
    private final Clock clock;

    IngestBench(Stand stand, Clock clock) {
        this.stand = stand;
        this.clock = clock;
    }

    List<Figure> run() throws IOException, GeneralSecurityException, SQLException, InterruptedException {
        List<SimulatedAgent> agents = agents();
        RawInsert raw = new RawInsert(stand.runtimeUrl(), stand.superuserUrl(), clock);
        raw.run(2);
        warmUp(agents);
        Figure large = compare(raw, agents, 1_000);
        double evaluations = metric(EVALUATIONS);
        double seconds = metric(EVALUATION_SECONDS);
        Figure small = compare(raw, agents, 100);
        double micros = (metric(EVALUATION_SECONDS) - seconds) * 1e6 / (metric(EVALUATIONS) - evaluations);
        return List.of(large, small, evaluation(micros));
    }

    /// Both sizes of report, until nothing is compiled any more on either side.
    private void warmUp(List<SimulatedAgent> agents) throws IOException, InterruptedException {
        List<ProcessHandle> both = List.of(
                ProcessHandle.current(), ProcessHandle.of(stand.serverPid()).orElseThrow());
        WarmUp.of(both, WARM_ROUNDS, round -> {
            send(agents, 1_000, 1, new ConcurrentHistogram(3));
            send(agents, 100, 2, new ConcurrentHistogram(3));
        });
    }

    private Figure compare(RawInsert raw, List<SimulatedAgent> agents, int rows) throws InterruptedException {
        ConcurrentHistogram micros = new ConcurrentHistogram(3);
        double[] floors = new double[ROUNDS];
        double[] ours = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            floors[round] = raw.run(SECONDS);
            ours[round] = send(agents, rows, SECONDS, micros);
            ratios[round] = ours[round] / floors[round];
        }
        return new Figure(
                "P5",
                "ingest, %d samples a report, %d agents, p99 %.0f ms"
                        .formatted(rows, AGENTS, micros.getValueAtPercentile(99) / 1e3),
                "%,.0f rows/s".formatted(median(floors)),
                "%,.0f samples/s".formatted(median(ours)),
                "%.2f".formatted(median(ratios)),
                "≥ 0.5");
    }

    private static Figure evaluation(double micros) {
        return new Figure(
                "P5",
                "rules held against a report of 100 samples, 20 of them watched",
                "",
                "%.0f µs; 10,000 nodes every 10 s: %.1f %% of a core"
                        .formatted(micros, micros * REPORTS_A_SECOND / 1e4),
                "",
                "≤ 20 %");
    }

    private double metric(String name) throws IOException {
        Request request = new Request.Builder().url(stand.url() + "/metrics").build();
        try (Response response = stand.http().newCall(request).execute()) {
            return response.body()
                    .string()
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("the server tells no " + name));
        }
    }

    private List<SimulatedAgent> agents() throws IOException, GeneralSecurityException {
        String token = stand.operatorToken();
        ApiClient operator = new ApiClient(stand.http(), HttpUrl.get(stand.url()), () -> Optional.of(token));
        List<SimulatedAgent> agents = new ArrayList<>();
        for (int index = 0; index < AGENTS; index++) {
            agents.add(SimulatedAgent.enrol(operator, stand.http(), "bench-" + index, SERIES, clock));
        }
        return agents;
    }

    private static double send(List<SimulatedAgent> agents, int rows, int seconds, ConcurrentHistogram micros)
            throws InterruptedException {
        AtomicLong stored = new AtomicLong();
        long began = System.nanoTime();
        long deadline = began + TimeUnit.SECONDS.toNanos(seconds);
        List<Callable<Void>> loads = new ArrayList<>();
        for (SimulatedAgent agent : agents) {
            loads.add(() -> {
                while (System.nanoTime() < deadline) {
                    long sent = System.nanoTime();
                    agent.report(rows);
                    micros.recordValue((System.nanoTime() - sent) / 1_000);
                    stored.addAndGet(rows);
                }
                return null;
            });
        }
        Parallel.run(loads);
        return stored.get() / ((System.nanoTime() - began) / 1e9);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
