package io.dotmac.packaging.bench;

import io.dotmac.packaging.demo.Demo;
import io.dotmac.packaging.demo.DemoFolder;
import io.dotmac.packaging.demo.Ports;
import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `make bench`: measures the budgets, prints the table, keeps it in `packaging/bench/results`.
@Command(name = "bench", description = "Measure the budgets beside their floors.")
public final class BenchCommand implements Callable<Integer> {
    /// A part of the suite, in the order in which they run.
    enum Part {
        INGEST("P5"),
        FANOUT("P6"),
        REQUESTS("P1 P2"),
        SESSIONS("P3 P7"),
        START("P4"),
        TENANTS("P9"),
        FAULT("P6"),
        MEMORY("P13"),
        STORM("STORM"),
        AGENT("P8");

        private final String budgets;

        Part(String budgets) {
            this.budgets = budgets;
        }

        boolean isMeant(String text) {
            return name().equalsIgnoreCase(text)
                    || List.of(budgets.split(" ", -1)).contains(text.toUpperCase(Locale.ROOT));
        }
    }

    @Parameters(
            arity = "0..*",
            description = "What to measure, by name or budget: ingest, fanout, requests, sessions,"
                    + " start, tenants, fault, memory, storm, agent, P1 to P9. All by default.")
    private List<String> wanted = List.of();

    @Option(names = "--warm", description = "Minutes until agents are measured (default: ${DEFAULT-VALUE}).")
    private int warm = 20;

    @Option(names = "--measure", description = "Minutes in which agents are measured (default: ${DEFAULT-VALUE}).")
    private int measure = 5;

    @Option(names = "--only", description = "Of the agents, those whose row has this text, for example Docker.")
    private String only = "";

    private List<Part> parts = List.of(Part.values());

    private final PrintStream out = System.out;
    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws Exception {
        parts = Arrays.stream(Part.values())
                .filter(part -> wanted.isEmpty() || wanted.stream().anyMatch(part::isMeant))
                .toList();
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing is called " + String.join(", ", wanted));
        }
        Path home = Path.of(System.getProperty("dotmac.home", "."));
        List<Figure> figures = Scratch.of("dotmac-bench", this::measure);
        Results results = new Results(figures);
        out.println(results.table());
        Path file = results.write(
                home.resolve("packaging/bench/results"), LocalDate.now(clock).toString(), commit(home), machine());
        out.println("kept in " + home.relativize(file));
        return 0;
    }

    private List<Figure> measure(Path scratch) throws Exception {
        List<Figure> figures = new ArrayList<>();
        measureProcesses(scratch, figures);
        if (parts.stream().anyMatch(part -> part == Part.FAULT || part == Part.MEMORY)) {
            try (DemoFolder folder = DemoFolder.open(scratch.resolve("demo"));
                    Demo demo = Demo.start(folder, Ports::free, line -> {})) {
                measureSystem(demo, scratch, figures);
            }
        }
        return figures;
    }

    /// Parts that have a stand of their own.
    private void measureProcesses(Path scratch, List<Figure> figures) throws Exception {
        if (asked(Part.INGEST)) {
            try (Stand stand = Stand.start(scratch.resolve("ingest"))) {
                keep(figures, new IngestBench(stand, scratch, clock).run());
            }
        }
        if (asked(Part.FANOUT)) {
            try (Stand stand = Stand.start(scratch.resolve("fan-out"))) {
                keep(figures, new FanOutBench(stand, clock).run());
            }
        }
        if (asked(Part.REQUESTS)) {
            try (Stand stand = Stand.start(scratch.resolve("requests"))) {
                keep(figures, new RequestBench(stand, scratch, this::isAsked).run());
            }
        }
        if (asked(Part.SESSIONS)) {
            try (Stand stand = Stand.start(scratch.resolve("sessions"))) {
                keep(figures, new SessionBench(stand, scratch, clock).run());
            }
        }
        if (asked(Part.STORM)) {
            try (Stand stand = Stand.start(scratch.resolve("storm"))) {
                figures.addAll(new StormBench(stand, scratch, clock, out).run());
            }
        }
        if (asked(Part.AGENT)) {
            keep(figures, new AgentBench(scratch.resolve("agent"), agents()).run());
        }
        if (asked(Part.START)) {
            try (Stand stand = Stand.start(scratch.resolve("start"))) {
                keep(figures, new StartBench(stand, scratch).run());
            }
        }
        if (asked(Part.TENANTS)) {
            try (Stand stand = Stand.start(scratch.resolve("tenants"))) {
                keep(figures, TenantBench.on(stand, scratch, clock).run());
                keep(figures, new TenantRequests(stand, scratch).run());
            }
        }
    }

    private AgentBench.Length agents() {
        return new AgentBench.Length(Duration.ofMinutes(warm), Duration.ofMinutes(measure), only);
    }

    private void measureSystem(Demo demo, Path scratch, List<Figure> figures) throws Exception {
        if (asked(Part.FAULT)) {
            keep(figures, new FaultBench(demo, scratch).run());
        }
        if (asked(Part.MEMORY)) {
            keep(figures, new MemoryBench(demo).run());
        }
    }

    /// Prints what was measured at once, since the rest may take long or fail.
    private void keep(List<Figure> figures, List<Figure> more) {
        more.forEach(figure -> out.println("  " + figure.row()));
        figures.addAll(more);
    }

    /// Whether a budget is asked for by itself or with its part.
    private boolean isAsked(String budget) {
        return wanted.stream().noneMatch(one -> one.toUpperCase(Locale.ROOT).matches("P\\d+"))
                || wanted.stream().anyMatch(budget::equalsIgnoreCase);
    }

    private boolean asked(Part part) {
        if (parts.contains(part)) {
            out.println("measuring " + part);
            return true;
        }
        return false;
    }

    private static String commit(Path home) throws IOException {
        Process git = new ProcessBuilder("git", "-C", home.toString(), "rev-parse", "--short", "HEAD").start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return commit.isEmpty() ? "unknown" : commit;
    }

    private static String machine() {
        return "%d cores, %s, %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }
}
