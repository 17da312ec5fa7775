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
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// P8: what the agent takes of a machine for each thing that it watches, beside Debian's three exporters, all asked for
/// their figures each 10 s; and how long it takes to start.
final class AgentBench {
    private static final Duration WARM = Duration.ofMinutes(10);
    private static final Duration MEASURED = Duration.ofMinutes(4);
    private static final Duration SCRAPE = Duration.ofSeconds(10);
    private static final int STARTS = 7;
    private static final String CACHE = "agent.aot";
    private static final String BUDGET = "≤ 80 MiB, ≤ 0.2 %";
    private static final String BUDGET_BESIDE = "≤ 2.5x, ≤ theirs";
    private static final List<String> EXPORTERS = List.of("node", "postgres", "redis");
    private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1");

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    AgentBench(Path folder) {
        this.folder = folder;
    }

    List<Figure> run() throws IOException, InterruptedException {
        try (Probed probed = Probed.start(folder);
                WebPair web = WebPair.start(folder)) {
            List<String> two = List.of(probed.postgresql(), probed.redis());
            List<String> twelve =
                    Stream.concat(two.stream(), probed.ten(web).stream()).toList();
            String docker = Probed.docker().orElse("");
            String whole = "machine, PostgreSQL, Redis, ten of HTTP, TCP and TLS"
                    + (docker.isEmpty() ? " (Docker: no socket in DOCKER_HOST)" : ", Docker");
            Map<String, Feature> features = new LinkedHashMap<>();
            features.put("machine", new Feature(List.of(), ""));
            features.put("machine, PostgreSQL", new Feature(List.of(probed.postgresql()), ""));
            features.put("machine, Redis", new Feature(List.of(probed.redis()), ""));
            features.put("machine, TCP, DNS", new Feature(List.of(probed.tcp(), probed.dns()), ""));
            features.put(
                    "machine, PostgreSQL, Redis beside the exporters of node, postgres, redis", new Feature(two, ""));
            features.put(whole + ", each 2 s, beside the exporters", new Feature(twelve, docker));
            features.put(
                    whole + ", each 10 s as the exporters are asked",
                    new Feature(twelve, docker + "health-interval: 10s\n"));
            Figure start = start(probed, two);
            List<Figure> figures = new ArrayList<>(running(probed, features));
            figures.add(start);
            return figures;
        }
    }

    /// What an agent is to watch.
    ///
    /// @param more of its configuration, whole lines
    private record Feature(List<String> targets, String more) {}

    /// All agents and the exporters at once: none takes so much that it is in another's way, and by then the compiler
    /// has done what it does in an agent's first minutes.
    private List<Figure> running(Probed probed, Map<String, Feature> features)
            throws IOException, InterruptedException {
        Map<String, Watched> programs = new LinkedHashMap<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (Map.Entry<String, Feature> feature : features.entrySet()) {
                ports.add(LocalRedis.freePort());
                String name = "agent-" + ports.size();
                List<String> run = run(probed.config(
                        name,
                        ports.getLast(),
                        feature.getValue().targets(),
                        feature.getValue().more()));
                programs.put(feature.getKey(), start(run, ENVIRONMENT, name));
            }
            for (String exporter : installed()) {
                ports.add(LocalRedis.freePort());
                String program = program(exporter).toString();
                List<String> command = List.of(program, "--web.listen-address=127.0.0.1:" + ports.getLast());
                programs.put(exporter, start(command, probed.environment(), exporter));
            }
            try (ScheduledExecutorService scraper = scraper(ports)) {
                Map<String, Watched.Cost> costs = Watched.costs(programs, WARM, MEASURED);
                scraper.shutdownNow();
                return figures(features.keySet(), costs);
            }
        } finally {
            programs.values().forEach(Watched::close);
        }
    }

    private static List<Figure> figures(Set<String> features, Map<String, Watched.Cost> costs) {
        Watched.Cost floor = EXPORTERS.stream()
                .map(costs::get)
                .filter(Objects::nonNull)
                .reduce(new Watched.Cost(0, 0), Watched.Cost::plus);
        List<Figure> figures = new ArrayList<>();
        for (String feature : features) {
            boolean beside = feature.contains("exporters") && floor.mib() > 0;
            Watched.Cost ours = Objects.requireNonNull(costs.get(feature));
            figures.add(new Figure(
                    "P8",
                    "agent after " + WARM.toMinutes() + " min: " + feature,
                    beside ? text(floor) : "",
                    text(ours),
                    beside ? String.format(Locale.ROOT, "%.1fx", ours.mib() / floor.mib()) : "",
                    beside ? BUDGET_BESIDE : BUDGET));
        }
        return figures;
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

    private ScheduledExecutorService scraper(List<Integer> ports) {
        ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor();
        var _ = scraper.scheduleAtFixedRate(
                () -> ports.forEach(this::scrape), SCRAPE.toSeconds(), SCRAPE.toSeconds(), TimeUnit.SECONDS);
        return scraper;
    }

    private void scrape(int port) {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            // What is not up yet is asked again in 10 s.
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
            training.endedWithin(SCRAPE);
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
