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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// P8: what the agent takes of a machine for each thing that it watches, beside Debian's three exporters, all asked for
/// their figures each 10 s; and how long it takes to start.
final class AgentBench {
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final Duration MEASURED = Duration.ofMinutes(2);
    private static final Duration SCRAPE = Duration.ofSeconds(10);
    private static final int STARTS = 7;
    private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1");

    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();

    AgentBench(Path folder) {
        this.folder = folder;
    }

    List<Figure> run() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (Probed probed = Probed.start(folder)) {
            Map<String, List<String>> features = new LinkedHashMap<>();
            features.put("machine", List.of());
            features.put("machine, PostgreSQL", List.of(probed.postgresql()));
            features.put("machine, Redis", List.of(probed.redis()));
            features.put("machine, TCP, DNS", List.of(probed.tcp(), probed.dns()));
            List<String> three = List.of(probed.postgresql(), probed.redis());
            for (Map.Entry<String, List<String>> feature : features.entrySet()) {
                Watched.Cost cost = agent(probed, feature.getValue());
                figures.add(new Figure("P8", "agent: " + feature.getKey(), "", text(cost), "", "≤ 80 MiB, ≤ 0.2 %"));
            }
            Watched.Cost floor = exporters(probed);
            Watched.Cost ours = agent(probed, three);
            figures.add(new Figure(
                    "P8",
                    "agent: machine, PostgreSQL, Redis beside the exporters of node, postgres, redis",
                    floor == null ? "not installed" : text(floor),
                    text(ours),
                    floor == null ? "" : String.format(Locale.ROOT, "%.1fx", ours.mib() / floor.mib()),
                    "≤ 80 MiB, ≤ 0.2 %"));
            figures.add(start(probed, three));
        }
        return figures;
    }

    private Watched.Cost agent(Probed probed, List<String> targets) throws IOException, InterruptedException {
        int port = LocalRedis.freePort();
        Path config = probed.config("agent", port, targets);
        try (Watched agent = Watched.start(command(config), ENVIRONMENT, folder.resolve("agent.log"));
                ScheduledExecutorService scraper = scraper(List.of(port))) {
            Watched.Cost cost = measured(List.of(agent));
            scraper.shutdownNow();
            return cost;
        }
    }

    private static List<String> command(Path config) {
        return Program.AGENT.command(List.of(), List.of("run", "--config", config.toString()));
    }

    private static Watched.Cost measured(List<Watched> programs) throws IOException, InterruptedException {
        if (programs.getFirst().endedWithin(WARM)) {
            throw new IOException("it ended while it should run");
        }
        List<Watched.Cost> costs = new ArrayList<>();
        for (Watched program : programs) {
            costs.add(program.cost(MEASURED.dividedBy(programs.size())));
        }
        return costs.stream().reduce(new Watched.Cost(0, 0), Watched.Cost::plus);
    }

    /// All three together; `null` where one is not installed.
    private Watched.@Nullable Cost exporters(Probed probed) throws IOException, InterruptedException {
        List<Watched> programs = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (String name : List.of("node", "postgres", "redis")) {
                Path program = Path.of("/usr/bin/prometheus-" + name + "-exporter");
                if (!Files.isExecutable(program)) {
                    return null;
                }
                int port = LocalRedis.freePort();
                ports.add(port);
                programs.add(Watched.start(
                        List.of(program.toString(), "--web.listen-address=127.0.0.1:" + port),
                        probed.environment(),
                        folder.resolve(name + ".log")));
            }
            try (ScheduledExecutorService scraper = scraper(ports)) {
                Watched.Cost cost = measured(programs);
                scraper.shutdownNow();
                return cost;
            }
        } finally {
            programs.forEach(Watched::close);
        }
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
        Path cache = folder.resolve("agent.aot");
        List<String> run = List.of("run", "--config", config.toString());
        try (Watched training = Watched.start(
                Program.AGENT.command(List.of("-XX:AOTCacheOutput=" + cache), run),
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
