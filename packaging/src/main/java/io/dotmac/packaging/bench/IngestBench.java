package io.dotmac.packaging.bench;

import io.dotmac.agent.probe.tls.Trust;
import io.dotmac.client.ApiClient;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/// P5: samples a second taken in and stored for good, by the real protocol (agent log-in, gzip, row policies; without
/// TLS and with it), beside raw inserts of such rows and beside Zabbix; in turn, so that the machine's mood hits all.
final class IngestBench {
    private static final int AGENTS = 32;
    private static final int SERIES = 100;
    private static final int SECONDS = 6;
    private static final int ROUNDS = 5;
    private static final int WARM_ROUNDS = 40;
    private static final double REPORTS_A_SECOND = 1_000;
    private static final String EVALUATIONS = "dotmac_alert_evaluations_total";
    private static final String EVALUATION_SECONDS = "dotmac_alert_evaluation_seconds_total";

    private final Stand stand;
    private final Path folder;
    private final Clock clock;

    IngestBench(Stand stand, Path folder, Clock clock) {
        this.stand = stand;
        this.folder = folder;
        this.clock = clock;
    }

    List<Figure> run() throws IOException, GeneralSecurityException, SQLException, InterruptedException {
        String token = stand.operatorToken();
        List<SimulatedAgent> agents = agents(stand.http(), stand.url(), token);
        RawInsert raw = new RawInsert(stand.runtimeUrl(), stand.superuserUrl(), clock);
        raw.run(2);
        warmUp(agents, stand.serverPid());
        List<Figure> figures = new ArrayList<>(withoutTls(raw, agents));
        figures.addAll(overTls(raw, token));
        return figures;
    }

    /// Zabbix does without TLS as well; it is there from the first round to the last and has nothing to do between its
    /// own.
    private List<Figure> withoutTls(RawInsert raw, List<SimulatedAgent> agents)
            throws IOException, SQLException, InterruptedException {
        ZabbixPeer zabbix = ZabbixPeer.start(stand.superuserUrl(), stand.databasePort(), AGENTS, folder, clock)
                .orElse(null);
        try (zabbix) {
            if (zabbix != null) {
                zabbix.run(1_000, 2);
            }
            List<Figure> figures = new ArrayList<>(compare(raw, agents, zabbix, 1_000, ""));
            double evaluations = metric(EVALUATIONS);
            double seconds = metric(EVALUATION_SECONDS);
            figures.addAll(compare(raw, agents, zabbix, 100, ""));
            figures.add(evaluation((metric(EVALUATION_SECONDS) - seconds) * 1e6 / (metric(EVALUATIONS) - evaluations)));
            return figures;
        }
    }

    /// The same by a server that speaks TLS 1.3 itself.
    private List<Figure> overTls(RawInsert raw, String token)
            throws IOException, GeneralSecurityException, SQLException, InterruptedException {
        stand.stopServer();
        OwnCertificate own = OwnCertificate.in(folder);
        Trust trust = Trust.of(own.certificate());
        OkHttpClient http = stand.http()
                .newBuilder()
                .sslSocketFactory(trust.context().getSocketFactory(), trust.manager())
                .build();
        String url = "https://localhost:" + stand.port();
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        environment.put("HTTP_SERVER__TLS__CERTIFICATE", own.certificate().toString());
        environment.put("HTTP_SERVER__TLS__PRIVATE_KEY", own.privateKey().toString());
        try (BenchProcess server = BenchProcess.start(
                stand.serverCommand(List.of()), environment, () -> ready(http, url), folder.resolve("tls.log"))) {
            List<SimulatedAgent> agents = agents(http, url, token);
            warmUp(agents, server.pid());
            List<Figure> figures = new ArrayList<>(compare(raw, agents, null, 1_000, " over TLS 1.3"));
            figures.addAll(compare(raw, agents, null, 100, " over TLS 1.3"));
            return figures;
        }
    }

    private static boolean ready(OkHttpClient http, String url) {
        Request request = new Request.Builder().url(url + "/health/ready").build();
        try (Response response = http.newCall(request).execute()) {
            return response.isSuccessful();
        } catch (IOException e) {
            return false;
        }
    }

    /// Both sizes of report, until nothing is compiled any more on either side.
    private static void warmUp(List<SimulatedAgent> agents, long server) throws IOException, InterruptedException {
        List<ProcessHandle> both =
                List.of(ProcessHandle.current(), ProcessHandle.of(server).orElseThrow());
        WarmUp.of(both, WARM_ROUNDS, round -> {
            send(agents, 1_000, 1, new ConcurrentHistogram(3));
            send(agents, 100, 2, new ConcurrentHistogram(3));
        });
    }

    /// What Zabbix has answered but not stored does not count.
    private List<Figure> compare(
            RawInsert raw, List<SimulatedAgent> agents, @Nullable ZabbixPeer zabbix, int rows, String how)
            throws IOException, SQLException, InterruptedException {
        ConcurrentHistogram micros = new ConcurrentHistogram(3);
        double[] floors = new double[ROUNDS];
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            floors[round] = raw.run(SECONDS);
            ours[round] = send(agents, rows, SECONDS, micros);
            theirs[round] = zabbix == null ? 0 : zabbix.run(rows, SECONDS);
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(
                "P5",
                "ingest%s, %d samples a report, %d agents, p99 %.0f ms"
                        .formatted(how, rows, AGENTS, micros.getValueAtPercentile(99) / 1e3),
                "%,.0f rows/s".formatted(median(floors)),
                "%,.0f samples/s".formatted(median(ours)),
                ratio(ours, floors),
                "≥ 0.5"));
        if (zabbix != null) {
            figures.add(new Figure(
                    "P5",
                    "ingest beside Zabbix server, %d values a message, stored".formatted(rows),
                    "%,.0f values/s".formatted(median(theirs)),
                    "%,.0f samples/s".formatted(median(ours)),
                    ratio(ours, theirs),
                    "> 1"));
        }
        return figures;
    }

    /// The middle one of the rounds'.
    private static String ratio(double[] ours, double[] theirs) {
        double[] ratios = new double[ROUNDS];
        Arrays.setAll(ratios, round -> ours[round] / theirs[round]);
        return "%.2f".formatted(median(ratios));
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

    private List<SimulatedAgent> agents(OkHttpClient http, String url, String token)
            throws IOException, GeneralSecurityException {
        ApiClient operator = new ApiClient(http, HttpUrl.get(url), () -> Optional.of(token));
        List<SimulatedAgent> agents = new ArrayList<>();
        for (int index = 0; index < AGENTS; index++) {
            agents.add(SimulatedAgent.enrol(operator, http, "bench-" + UUID.randomUUID(), SERIES, clock));
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
