package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Probes;
import io.dotmac.agent.probe.redis.RedisClients;
import io.dotmac.agent.replication.Member;
import io.dotmac.agent.replication.ReplicationBoard;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dotmac-agent check`: probes every target once and prints a table; the exit code is what Nagios expects.
@Command(
        name = "check",
        description = "Probe every target once and print a table.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:all is well", "1:warning", "2:critical", "3:unknown", "78:wrong configuration"})
final class CheckCommand implements Callable<Integer> {
    private static final Duration SECOND_CHECK = Duration.ofMillis(300);
    private static final String LINE = "%-20s %-11s %-9s %-9s %9s  %s%n";

    @Mixin
    private ConfigOption config = new ConfigOption();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        AgentConfig loaded = config.load();
        Map<String, Finding> findingByTarget = check(loaded);
        List<ReplicationLink> links = links(loaded, findingByTarget);
        System.out.printf(Locale.ROOT, LINE, "NAME", "KIND", "HEALTH", "SEVERITY", "LATENCY", "SUMMARY");
        List<Severity> severities = new ArrayList<>();
        for (TargetConfig target : loaded.targets()) {
            Finding finding = findingByTarget.getOrDefault(target.name(), null);
            if (finding == null) {
                continue;
            }
            severities.add(finding.severity());
            Double latency = finding.latencyMillis();
            print(
                    target.name(),
                    target.kind(),
                    finding.health(),
                    finding.severity(),
                    latency == null ? "-" : String.format(Locale.ROOT, "%.1f ms", latency),
                    finding.summary());
        }
        for (ReplicationLink link : links) {
            severities.add(link.severity());
            String lag = link.lagSeconds()
                    .map(seconds -> String.format(Locale.ROOT, "%.1f s", seconds))
                    .orElse("-");
            print(link.name(), "replication", link.health(), link.severity(), lag, link.summary());
        }
        return exitCode(severities);
    }

    private static void print(
            String name, Object kind, Health health, Severity severity, String latency, String summary) {
        System.out.printf(
                Locale.ROOT, LINE, name, kind.toString().toLowerCase(Locale.ROOT), health, severity, latency, summary);
    }

    private Map<String, Finding> check(AgentConfig loaded) throws InterruptedException, ExecutionException {
        Pace pace = new Pace(loaded.interval(), System::nanoTime);
        Map<String, Future<Finding>> running = new LinkedHashMap<>();
        try (RedisClients clients = new RedisClients();
                ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TargetConfig target : loaded.targets()) {
                running.put(target.name(), tasks.submit(() -> check(target, clients, loaded.schedule(target), pace)));
            }
        }
        Map<String, Finding> findings = new LinkedHashMap<>();
        for (Map.Entry<String, Future<Finding>> entry : running.entrySet()) {
            findings.put(entry.getKey(), entry.getValue().get());
        }
        return findings;
    }

    private Finding check(TargetConfig target, RedisClients clients, Schedule schedule, Pace pace)
            throws InterruptedException {
        try (Probe probe = Probes.probe(target, clients, schedule, pace, clock)) {
            Finding finding = probe.check();
            if (finding.works()) {
                return finding;
            }
            probe.rest(SECOND_CHECK);
            return probe.check();
        }
    }

    private List<ReplicationLink> links(AgentConfig loaded, Map<String, Finding> findingByTarget) {
        ReplicationBoard board = ReplicationBoard.of(loaded.targets());
        for (Finding finding : findingByTarget.values()) {
            Member member = finding.member();
            if (member != null) {
                board.put(member);
            }
        }
        return board.links(System.nanoTime(), clock.instant());
    }

    private static int exitCode(List<Severity> severities) {
        Severity worst = severities.stream().reduce(Severity.OK, Severity::worse);
        return switch (worst) {
            case OK, INFO, MAINTENANCE -> 0;
            case MINOR -> 1;
            case MAJOR, CRITICAL -> 2;
            case STALE -> 3;
        };
    }
}
