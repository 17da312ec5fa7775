package io.dotmac.packaging.bench;

import io.dotmac.packaging.demo.Program;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// P8: what the agent takes of a machine for each thing that it watches, beside Debian's three exporters; and how long
/// it takes to start. All are asked for their figures each 10 s. An exporter knows only what it is asked for, so a
/// second three are asked each 2 s, which is how often an agent looks by itself. Docker is watched where `DOCKER_HOST`
/// names a socket, Kubernetes where `packaging/bin/live-server kube` was run.
final class AgentBench {
    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final Duration OFTEN = Duration.ofSeconds(2);
    private static final int STARTS = 7;
    private static final String CACHE = "agent.aot";
    private static final String BUDGET = "≤ 80 MiB, ≤ 0.2 %";
    /// Clients of Docker and Kubernetes are large, and come only with them.
    private static final String BUDGET_CLIENTS = "≤ 150 MiB, ≤ 0.2 %";
    private static final String BUDGET_BESIDE = "≤ 2.5x, ≤ theirs";
    private static final List<String> EXPORTERS = List.of("node", "postgres", "redis");
    private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1");

    private final Path folder;
    private final Length length;
    private final HttpClient http = HttpClient.newHttpClient();

    /// How long, and what of it.
    ///
    /// @param warm before anything is measured
    /// @param measured from then on
    /// @param only what an agent watches has this in its name; empty for all
    record Length(Duration warm, Duration measured, String only) {}

    AgentBench(Path folder, Length length) {
        this.folder = folder;
        this.length = length;
    }

    List<Figure> run() throws IOException, InterruptedException {
        try (Probed probed = Probed.start(folder);
                WebPair web = WebPair.start(folder);
                LiveCluster cluster =
                        LiveCluster.start(folder.resolve("kubernetes")).orElse(null)) {
            List<String> two = List.of(probed.postgresql(), probed.redis());
            List<String> twelve =
                    Stream.concat(two.stream(), probed.ten(web).stream()).toList();
            String docker = Probed.docker().orElse("");
            String whole = "machine, PostgreSQL, Redis, ten of HTTP, TCP and TLS"
                    + (docker.isEmpty() ? " (Docker: no socket in DOCKER_HOST)" : ", Docker");
            Map<String, Feature> features = new LinkedHashMap<>();
            features.put("machine", Feature.alone(List.of()));
            features.put("machine, PostgreSQL", Feature.alone(List.of(probed.postgresql())));
            features.put("machine, Redis", Feature.alone(List.of(probed.redis())));
            features.put("machine, TCP, DNS", Feature.alone(List.of(probed.tcp(), probed.dns())));
            if (!docker.isEmpty()) {
                features.put("machine, Docker", new Feature(List.of(), docker, List.of()));
            }
            if (cluster != null) {
                features.put("machine, Kubernetes with 100 pods", new Feature(List.of(), cluster.config(), List.of()));
            }
            features.put("machine, PostgreSQL, Redis", new Feature(two, "", List.of(OFTEN, SELDOM)));
            features.put(whole, new Feature(twelve, docker, List.of(OFTEN, SELDOM)));
            features.put(
                    whole + ", each 10 s", new Feature(twelve, docker + "health-interval: 10s\n", List.of(SELDOM)));
            features.keySet().removeIf(name -> !name.contains(length.only));
            if (features.isEmpty()) {
                throw new IllegalArgumentException("no agent of this bench watches " + length.only);
            }
            Figure start = start(probed, two);
            List<Figure> figures = new ArrayList<>(running(probed, features));
            figures.add(start);
            return figures;
        }
    }

    /// What an agent is to watch.
    ///
    /// @param more of its configuration, whole lines
    /// @param beside how often the exporters are asked that it is compared with; without one it stands alone
    private record Feature(List<String> targets, String more, List<Duration> beside) {
        static Feature alone(List<String> targets) {
            return new Feature(targets, "", List.of());
        }
    }

    /// All agents and the exporters at once: none takes so much that it is in another's way, and by then the compiler
    /// has done what it does in an agent's first minutes.
    private List<Figure> running(Probed probed, Map<String, Feature> features)
            throws IOException, InterruptedException {
        Map<String, Watched> programs = new LinkedHashMap<>();
        Map<Duration, List<Integer>> ports = Map.of(OFTEN, new ArrayList<>(), SELDOM, new ArrayList<>());
        try {
            for (Map.Entry<String, Feature> feature : features.entrySet()) {
                int port = asked(ports, SELDOM);
                String name = "agent-" + port;
                List<String> run = run(probed.config(
                        name,
                        port,
                        feature.getValue().targets(),
                        feature.getValue().more()));
                programs.put(feature.getKey(), start(run, ENVIRONMENT, name));
            }
            for (Duration each : ports.keySet()) {
                for (String exporter : installed()) {
                    String address = "--web.listen-address=127.0.0.1:" + asked(ports, each);
                    List<String> command = List.of(program(exporter).toString(), address);
                    String name = exporter(exporter, each);
                    programs.put(name, start(command, probed.environment(), name));
                }
            }
            try (ScheduledExecutorService scraper = scraper(ports)) {
                Map<String, Watched.Cost> costs = Watched.costs(programs, length.warm, length.measured);
                scraper.shutdownNow();
                return figures(features, costs);
            }
        } finally {
            programs.values().forEach(Watched::close);
        }
    }

    private static int asked(Map<Duration, List<Integer>> ports, Duration each) throws IOException {
        int port = LocalRedis.freePort();
        Objects.requireNonNull(ports.get(each)).add(port);
        return port;
    }

    private List<Figure> figures(Map<String, Feature> features, Map<String, Watched.Cost> costs) {
        List<Figure> figures = new ArrayList<>();
        features.forEach((name, feature) -> {
            Watched.Cost ours = Objects.requireNonNull(costs.get(name));
            List<Duration> beside = installed().isEmpty() ? List.of() : feature.beside();
            String what = "agent after " + length.warm.toMinutes() + " min: " + name;
            if (beside.isEmpty()) {
                figures.add(new Figure(
                        "P8", what, "", text(ours), "", feature.more().isEmpty() ? BUDGET : BUDGET_CLIENTS));
            }
            for (Duration each : beside) {
                Watched.Cost theirs = EXPORTERS.stream()
                        .map(exporter -> Objects.requireNonNull(costs.get(exporter(exporter, each))))
                        .reduce(new Watched.Cost(0, 0), Watched.Cost::plus);
                String asked = ", beside the exporters of node, postgres, redis asked each " + each.toSeconds() + " s";
                String times = String.format(Locale.ROOT, "%.1fx", ours.mib() / theirs.mib());
                figures.add(new Figure("P8", what + asked, text(theirs), text(ours), times, BUDGET_BESIDE));
            }
        });
        return figures;
    }

    private static String exporter(String exporter, Duration each) {
        return exporter + "-each-" + each.toSeconds() + "-s";
    }

    private Watched start(List<String> command, Map<String, String> environment, String name) throws IOException {
        return Watched.start(command, environment, folder.resolve(name + ".log"));
    }

    /// As installed, with its start cache where there is one.
    private List<String> run(Path config) {
        Path cache = folder.resolve(CACHE);
        List<String> flags = Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
        return Program.AGENT.command(flags, List.of("run", "--config", config.toString()));
    }

    /// All three or none.
    private static List<String> installed() {
        return EXPORTERS.stream().allMatch(name -> Files.isExecutable(program(name))) ? EXPORTERS : List.of();
    }

    private static Path program(String exporter) {
        return Path.of("/usr/bin/prometheus-" + exporter + "-exporter");
    }

    private ScheduledExecutorService scraper(Map<Duration, List<Integer>> ports) {
        ScheduledExecutorService scraper = Executors.newScheduledThreadPool(ports.size());
        ports.forEach((each, those) -> {
            var _ = scraper.scheduleAtFixedRate(
                    () -> those.forEach(this::scrape), each.toSeconds(), each.toSeconds(), TimeUnit.SECONDS);
        });
        return scraper;
    }

    private void scrape(int port) {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // What is not up yet is asked again at its next turn.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Figure start(Probed probed, List<String> targets) throws IOException, InterruptedException {
        Path config = probed.config("start", LocalRedis.freePort(), targets);
        Path cache = folder.resolve(CACHE);
        List<String> run = List.of("run", "--config", config.toString());
        try (Watched training = Watched.start(
                Program.AGENT.command(List.of("-XX:-AOTClassLinking", "-XX:AOTCacheOutput=" + cache), run),
                ENVIRONMENT,
                folder.resolve("training.log"))) {
            training.endedWithin(SELDOM);
        }
        double plain = median(Program.AGENT.command(List.of(), run));
        double cached =
                Files.exists(cache) ? median(Program.AGENT.command(List.of("-XX:AOTCache=" + cache), run)) : Double.NaN;
        return new Figure(
                "P8",
                "agent: exec to running, with a start cache; without it stands beside",
                String.format(Locale.ROOT, "%.2f s", plain),
                String.format(Locale.ROOT, "%.2f s", cached),
                "",
                "≤ 1 s");
    }

    private double median(List<String> command) throws IOException, InterruptedException {
        double[] seconds = new double[STARTS];
        for (int index = 0; index < STARTS; index++) {
            seconds[index] = Watched.secondsUntil("agent runs", command, ENVIRONMENT, folder.resolve("start.log"));
        }
        Arrays.sort(seconds);
        return seconds[STARTS / 2];
    }

    private static String text(Watched.Cost cost) {
        return String.format(Locale.ROOT, "%.0f MiB, %.2f %%", cost.mib(), cost.percent());
    }
}
