package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each shipped rule fires on what an agent reports when it is bad, and ends when that is good again.
class ShippedRulesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final long GIB = 1L << 30;

    /// Rules on the server itself, which no report can make fire; [OwnSignalsTest] does.
    private static final Set<String> OF_SERVER = Set.of("http-5xx", "http-p99");

    private static TestPlatform platform;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    /// What an operator reads of a rule that fires.
    ///
    /// @param rule that fires
    /// @param by what is told, where a rule fires on several things
    /// @param target label
    /// @param instance label
    /// @param summary as a pattern, `#` for the node
    record Expected(String rule, String by, String target, String instance, String summary) {
        static Expected of(String rule, String target, String summary) {
            return new Expected(rule, "", target, "", summary);
        }

        String node() {
            return "edge-" + rule + by;
        }

        @Override
        public String toString() {
            return rule + by;
        }
    }

    static Stream<Expected> expected() {
        return Stream.of(
                Expected.of("agent-silent", "", "agent of # is silent"),
                Expected.of("dependency-down", "redis", "redis is down, seen from #"),
                Expected.of("dependency-degraded", "redis", "redis is degraded, seen from #"),
                Expected.of("replication-down", "standby", "standby does not replicate"),
                Expected.of("replication-lag", "standby", "standby is 400 s behind"),
                Expected.of("slot-retention", "standby", "a slot of standby keeps 21 GiB"),
                Expected.of("container-restart-loop", "web", "web restarts again and again"),
                new Expected("container-restart-loop", "-starts", "web", "", "web restarts again and again"),
                Expected.of("oom-kill", "web", "web was killed for its memory"),
                new Expected("oom-kill", "-exit", "web", "", "web was killed for its memory"),
                Expected.of("certificate-expiry", "shop", "certificate of shop ends in 3(\\.0)? days"),
                Expected.of("db-connections", "db", "db uses 99 % of its connections"),
                Expected.of("pool-use", "pool", "pool uses 99 % of its places"),
                Expected.of("host-cpu", "host", "CPU of # at 99 %"),
                Expected.of("host-memory", "host", "memory of # at 99 %"),
                new Expected("host-disk", "", "host", "/var/lib", "/var/lib of # at 99 %"));
    }

    @Test
    void everyShippedRuleIsTried() {
        Stream<String> tried = Stream.concat(expected().map(Expected::rule), OF_SERVER.stream());

        assertThat(tried.distinct())
                .containsExactlyInAnyOrderElementsOf(
                        ShippedRules.ALL.stream().map(AlertRule::name).toList());
    }

    @ParameterizedTest
    @MethodSource("expected")
    void firesAndEnds(Expected expected) throws IOException {
        AlertRule rule = ShippedRules.named(expected.rule).orElseThrow();
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, expected.node());
        int seq = 0;

        for (long passed = 0; passed < rule.forSeconds() + ROUND.toSeconds(); passed += ROUND.toSeconds()) {
            seq++;
            agent.send(told(expected, seq, true));
            pass(agent, rule.name().equals("agent-silent") ? Duration.ofMinutes(3) : ROUND);
        }
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(firing(agent)).extracting(Alert::rule).contains(rule.name()));
        Alert alert = firing(agent).stream()
                .filter(one -> one.rule().equals(rule.name()))
                .findFirst()
                .orElseThrow();
        assertThat(alert.level()).isEqualTo(Level.CRITICAL);
        assertThat(alert.summary()).matches(expected.summary.replace("#", expected.node()));
        assertThat(alert.labels()).isEqualTo(labels(expected, agent));

        seq++;
        agent.send(told(expected, seq, false));
        await().atMost(SOON).untilAsserted(() -> assertThat(firing(agent)).isEmpty());
        Alert after = platform.as(TestPlatform.VIEWER)
                .get("/api/v1/alerts/" + alert.fingerprint(), LiveRow.Alert.class)
                .alert();
        assertThat(after.state()).isEqualTo(AlertState.RESOLVED);
        assertThat(after.endsAt()).isPresent();
        assertThat(after.summary()).isEqualTo(alert.summary());
        assertThat(after.labels()).isEqualTo(alert.labels());
    }

    private static Map<String, String> labels(Expected expected, TestAgent agent) {
        Map<String, String> labels = new HashMap<>(Map.of(
                "alertname",
                expected.rule,
                "node",
                expected.node(),
                "node_id",
                agent.node().toString(),
                "severity",
                "critical"));
        if (!expected.target.isEmpty()) {
            labels.put("target", expected.target);
        }
        if (!expected.instance.isEmpty()) {
            labels.put("instance", expected.instance);
        }
        return labels;
    }

    private static Report told(Expected expected, int seq, boolean bad) {
        TestReports report = TestReports.of("b1", seq, platform.clock().instant());
        return switch (expected.toString()) {
            case "agent-silent" -> report.report();
            case "dependency-down" ->
                report.with("redis", bad ? Health.DOWN : Health.UP).report();
            case "dependency-degraded" ->
                report.with("redis", bad ? Health.DEGRADED : Health.UP).report();
            case "replication-down" -> with(report, bad ? Health.DOWN : Health.UP, 0);
            case "slot-retention" -> with(report, Health.UP, bad ? 21 * GIB : GIB);
            case "replication-lag" -> value(report, expected, Metrics.REPLICATION_LAG_SECONDS, bad ? 400 : 1);
            case "container-restart-loop" ->
                with(report, bad ? ContainerPhase.RESTARTING : ContainerPhase.RUNNING, Map.of());
            case "container-restart-loop-starts" ->
                with(report, ContainerPhase.RUNNING, Map.of("starts_in_10_min", bad ? "3" : "2"));
            case "oom-kill" -> with(report, ContainerPhase.RUNNING, Map.of("ooms_in_10_min", bad ? "1" : "0"));
            case "oom-kill-exit" ->
                with(report, bad ? ContainerPhase.EXITED : ContainerPhase.RUNNING, Map.of("oom_killed", "true"));
            case "certificate-expiry" ->
                value(report, expected, "probe_ssl_earliest_cert_expiry", (double)
                        report.at().plus(Duration.ofDays(bad ? 3 : 90)).getEpochSecond());
            case "db-connections" ->
                report.with(new SeriesName("db", "pg_stat_activity_count", "active"), bad ? 99 : 10)
                        .with(new SeriesName("db", "pg_settings_max_connections", ""), 100)
                        .report();
            case "pool-use" ->
                report.with(new SeriesName("pool", "pgbouncer_used_clients", ""), bad ? 99 : 10)
                        .with(new SeriesName("pool", "pgbouncer_config_max_client_connections", ""), 100)
                        .report();
            case "host-cpu" -> value(report, expected, Metrics.HOST_CPU_PERCENT, bad ? 99 : 10);
            case "host-memory" -> value(report, expected, Metrics.HOST_MEMORY_PERCENT, bad ? 99 : 10);
            case "host-disk" -> value(report, expected, Metrics.HOST_DISK_PERCENT, bad ? 99 : 10);
            default -> throw new IllegalArgumentException("no report here makes " + expected + " fire; add one");
        };
    }

    private static Report value(TestReports report, Expected expected, String metric, double value) {
        return report.with(new SeriesName(expected.target, metric, expected.instance), value)
                .report();
    }

    private static Report with(TestReports report, Health health, long slotKeeps) {
        ReplicationLink link = new ReplicationLink(
                "standby",
                ReplicationKind.POSTGRESQL_PHYSICAL,
                "7312",
                "primary",
                "standby",
                LinkState.STREAMING,
                "async",
                Optional.of(0.0),
                false,
                Optional.of(0L),
                Optional.of("standby"),
                Optional.of(slotKeeps),
                health,
                health == Health.UP ? Severity.OK : Severity.CRITICAL,
                Optional.empty(),
                "link",
                report.at(),
                report.at(),
                Map.of());
        Report made = report.report();
        return report(made, List.of(link), Optional.empty());
    }

    private static Report with(TestReports report, ContainerPhase phase, Map<String, String> facts) {
        Instant at = report.at();
        ContainerState web = new ContainerState(
                "web",
                "docker",
                "abc",
                "web:1",
                phase,
                phase == ContainerPhase.RUNNING ? Health.UP : Health.DOWN,
                phase == ContainerPhase.RUNNING ? Severity.OK : Severity.CRITICAL,
                Optional.empty(),
                "",
                Optional.empty(),
                0,
                Optional.of(at),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                at,
                at,
                facts);
        Inventory inventory = new Inventory(
                new Inventory.Part<>(true, List.of(web), List.of()), new Inventory.Part<>(true, List.of(), List.of()));
        return report(report.report(), List.of(), Optional.of(inventory));
    }

    private static Report report(Report made, List<ReplicationLink> links, Optional<Inventory> inventory) {
        return new Report(
                made.boot(),
                made.seq(),
                made.collectedAt(),
                made.monotonicMillis(),
                true,
                made.intervalMillis(),
                made.agentVersion(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                links,
                made.samples(),
                List.of(),
                inventory);
    }

    private static void pass(TestAgent agent, Duration span) throws IOException {
        platform.clock().advance(span);
        agent.renew();
    }

    private static List<Alert> firing(TestAgent agent) {
        try {
            return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                    .map(LiveRow.Alert::alert)
                    .filter(alert -> alert.label("node_id").equals(agent.node().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
