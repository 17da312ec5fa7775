package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Probes;
import io.dotmac.agent.replication.Member;
import io.dotmac.agent.replication.ReplicationBoard;
import io.dotmac.model.Json;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `dotmac-agent check`: probes every target once and prints a table; the exit code is what Nagios expects.
@Command(
        name = "check",
        description = "Probe every target once and print a table.",
        exitCodeOnInvalidInput = 3,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is well", "1:warning", "2:critical", "3:unknown", "78:wrong configuration"})
final class CheckCommand implements Callable<Integer> {
    private static final Duration SECOND_CHECK = Duration.ofMillis(300);
    private static final String LINE = "%-20s %-11s %-9s %-9s %9s  %s%n";

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        AgentConfig loaded = config.load();
        Map<String, Finding> findingByTarget = check(loaded);
        List<Row> rows = new ArrayList<>();
        for (TargetConfig target : loaded.targets()) {
            Finding finding = findingByTarget.get(target.name());
            if (finding != null) {
                rows.add(Row.of(target, finding));
            }
        }
        links(loaded, findingByTarget).forEach(link -> rows.add(Row.of(link)));
        Severity worst = rows.stream().map(Row::severity).reduce(Severity.OK, Severity::worse);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(new Result(loaded.nodeName(), worst, rows)));
        } else {
            table(out, rows);
        }
        out.flush();
        return exitCode(worst);
    }

    /// What `--json` prints.
    ///
    /// @param node that was checked
    /// @param severity the worst of all
    /// @param results of targets and replication links
    record Result(String node, Severity severity, List<Row> results) {}

    /// One target or replication link.
    ///
    /// @param reason why it is unknown
    /// @param error where it failed
    /// @param latencyMillis of a good check of a target
    /// @param lagSeconds of a link
    record Row(
            String name,
            String kind,
            Health health,
            Severity severity,
            Optional<UnknownReason> reason,
            Optional<ErrorClass> error,
            Optional<Double> latencyMillis,
            Optional<Double> lagSeconds,
            String summary,
            Map<String, String> facts) {
        static Row of(TargetConfig target, Finding finding) {
            return new Row(
                    target.name(),
                    target.kind().toString().toLowerCase(Locale.ROOT),
                    finding.health(),
                    finding.severity(),
                    Optional.ofNullable(finding.reason()),
                    Optional.ofNullable(finding.error()),
                    Optional.ofNullable(finding.latencyMillis()),
                    Optional.empty(),
                    finding.summary(),
                    finding.facts());
        }

        static Row of(ReplicationLink link) {
            return new Row(
                    link.name(),
                    "replication",
                    link.health(),
                    link.severity(),
                    link.reason(),
                    Optional.empty(),
                    Optional.empty(),
                    link.lagSeconds(),
                    link.summary(),
                    link.facts());
        }

        String time() {
            return latencyMillis
                    .map(millis -> String.format(Locale.ROOT, "%.1f ms", millis))
                    .or(() -> lagSeconds.map(seconds -> String.format(Locale.ROOT, "%.1f s", seconds)))
                    .orElse("-");
        }
    }

    private static void table(PrintWriter out, List<Row> rows) {
        out.printf(Locale.ROOT, LINE, "NAME", "KIND", "HEALTH", "SEVERITY", "LATENCY", "SUMMARY");
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT, LINE, row.name(), row.kind(), row.health(), row.severity(), row.time(), row.summary());
        }
    }

    private Map<String, Finding> check(AgentConfig loaded) throws InterruptedException, ExecutionException {
        Pace pace = new Pace(loaded.interval(), System::nanoTime);
        Map<String, Future<Finding>> running = new LinkedHashMap<>();
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TargetConfig target : loaded.targets()) {
                running.put(target.name(), tasks.submit(() -> check(loaded, target, pace)));
            }
        }
        Map<String, Finding> findings = new LinkedHashMap<>();
        for (Map.Entry<String, Future<Finding>> entry : running.entrySet()) {
            findings.put(entry.getKey(), entry.getValue().get());
        }
        return findings;
    }

    private Finding check(AgentConfig loaded, TargetConfig target, Pace pace) throws InterruptedException {
        try (Probe probe = Probes.probe(loaded, target, pace, clock)) {
            Finding finding = probe.check();
            if (finding.works()) {
                return finding;
            }
            Thread.sleep(SECOND_CHECK);
            return probe.check();
        }
    }

    private List<ReplicationLink> links(AgentConfig loaded, Map<String, Finding> findingByTarget) {
        ReplicationBoard board = ReplicationBoard.of(loaded);
        for (Finding finding : findingByTarget.values()) {
            Member member = finding.member();
            if (member != null) {
                board.put(member);
            }
        }
        return board.links(System.nanoTime(), clock.instant());
    }

    private static int exitCode(Severity worst) {
        return switch (worst) {
            case OK, INFO, MAINTENANCE -> 0;
            case MINOR -> 1;
            case MAJOR, CRITICAL -> 2;
            case STALE -> 3;
        };
    }
}
