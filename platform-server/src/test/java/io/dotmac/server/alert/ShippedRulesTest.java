package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestCaller;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each shipped rule fires on what an agent reports when it is bad, and ends when that is good again.
class ShippedRulesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final long GIB = 1L << 30;

    /// Rules on the server itself, which no report can make fire.
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

    static Stream<AlertRule> rules() {
        return ShippedRules.ALL.stream().filter(rule -> !OF_SERVER.contains(rule.name()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void firesAndEnds(AlertRule rule) throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-" + rule.name());
        int seq = 0;

        for (long passed = 0; passed < rule.forSeconds() + ROUND.toSeconds(); passed += ROUND.toSeconds()) {
            seq++;
            send(agent, told(rule.name(), seq, true));
            pass(agent, rule.name().equals("agent-silent") ? Duration.ofMinutes(3) : ROUND);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(firing(agent)).contains(rule.name()));

        seq++;
        send(agent, told(rule.name(), seq, false));
        await().atMost(SOON).untilAsserted(() -> assertThat(firing(agent)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-5xx", "http-p99"})
    void ruleOnTheServerItselfFiresAndEnds(String name) {
        assertThat(OF_SERVER).contains(name).hasSize(2);
        List<Finding> findings = new ArrayList<>();
        Evaluator evaluator = new Evaluator(fingerprint -> Optional.empty(), findings::add, place -> true);
        AlertRule rule = ShippedRules.named(name).orElseThrow();
        Series series = new Series(rule.metric(), "http", "");
        Instant begin = platform.clock().instant();

        for (int second = 0; second <= rule.forSeconds(); second += 15) {
            evaluator.own("server-1", new Signals.Timed(series, 99, begin.plusSeconds(second)));
        }
        assertThat(findings)
                .singleElement()
                .satisfies(one -> assertThat(one.level()).isEqualTo(Level.CRITICAL));

        evaluator.own("server-1", new Signals.Timed(series, 0, begin.plusSeconds(rule.forSeconds() + 15)));
        assertThat(findings.getLast().level()).isEqualTo(Level.OK);
    }

    private static Report told(String rule, int seq, boolean bad) {
        TestReports report = TestReports.of("b1", seq, platform.clock().instant());
        return switch (rule) {
            case "agent-silent" -> report.report();
            case "dependency-down" ->
                report.with("redis", bad ? Health.DOWN : Health.UP).report();
            case "dependency-degraded" ->
                report.with("redis", bad ? Health.DEGRADED : Health.UP).report();
            case "replication-down" -> with(report, bad ? Health.DOWN : Health.UP, 0);
            case "slot-retention" -> with(report, Health.UP, bad ? 21 * GIB : GIB);
            case "replication-lag" -> value(report, Metrics.REPLICATION_LAG_SECONDS, bad ? 400 : 1);
            case "container-restart-loop" ->
                with(report, bad ? ContainerPhase.RESTARTING : ContainerPhase.RUNNING, Map.of());
            case "oom-kill" -> with(report, ContainerPhase.RUNNING, Map.of("ooms_in_10_min", bad ? "1" : "0"));
            case "certificate-expiry" ->
                value(report, "probe_ssl_earliest_cert_expiry", (double)
                        report.at().plus(Duration.ofDays(bad ? 3 : 90)).getEpochSecond());
            case "db-connections" ->
                report.with(new SeriesName("db", "pg_stat_activity_count", "active"), bad ? 99 : 10)
                        .with(new SeriesName("db", "pg_settings_max_connections", ""), 100)
                        .report();
            case "pool-use" ->
                report.with(new SeriesName("pool", "pgbouncer_used_clients", ""), bad ? 99 : 10)
                        .with(new SeriesName("pool", "pgbouncer_config_max_client_connections", ""), 100)
                        .report();
            case "host-cpu" -> value(report, Metrics.HOST_CPU_PERCENT, bad ? 99 : 10);
            case "host-memory" -> value(report, Metrics.HOST_MEMORY_PERCENT, bad ? 99 : 10);
            case "host-disk" -> value(report, Metrics.HOST_DISK_PERCENT, bad ? 99 : 10);
            default -> throw new IllegalArgumentException("no report here makes " + rule + " fire; add one");
        };
    }

    private static Report value(TestReports report, String metric, double value) {
        return report.with(new SeriesName("host", metric, ""), value).report();
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

    private static void send(TestAgent agent, Report report) throws IOException {
        agent.send(report);
    }

    private static void pass(TestAgent agent, Duration span) throws IOException {
        platform.clock().advance(span);
        agent.renew();
    }

    private static List<String> firing(TestAgent agent) {
        JsonNode all = new TestCaller(platform, TestPlatform.OPERATOR)
                .get("/api/v1/alerts?limit=200")
                .body()
                .path("data");
        return Stream.iterate(0, i -> i < all.size(), i -> i + 1)
                .map(i -> all.get(i).at("/attributes/alert"))
                .filter(alert ->
                        alert.at("/labels/node_id").asText().equals(agent.node().toString()))
                .map(alert -> alert.path("rule").asText())
                .toList();
    }
}
