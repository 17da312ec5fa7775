package io.dotmac.server.alert.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.client.ApiException;
import io.dotmac.model.alert.AlertReport;
import io.dotmac.model.alert.AlertReport.Row;
import io.dotmac.model.alert.Transition;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlertHistoryTest {
    /// Twenty times a disk, acknowledged after 10, 20, 30... seconds, mended after 1, 2, 3... minutes; thirty times
    /// something that nobody ever took on; and one alert of the other ISP.
    private static final String HISTORY = """
            insert into alert.transitions (tenant_id, fingerprint, rule, episode, kind, level, at, summary, node, target)
            select t.id, rule || i % 2, rule, i, kind, case when kind = 'fired' then 'warning' else 'critical' end,
              '{begin}'::timestamptz + i * interval '1 hour' + late, rule || ' on edge-' || i % 2, 'edge-' || i % 2, 'host'
            from public.tenants t, (
              select 'disk' as rule, i, 'fired' as kind, interval '0' as late from generate_series(1, 20) i
              union all select 'disk', i, 'acked', i * interval '10 seconds' from generate_series(1, 20) i
              union all select 'disk', i, 'owned', i * interval '20 seconds' from generate_series(1, 20) i
              union all select 'disk', i, 'resolved', i * interval '1 minute' from generate_series(1, 20) i
              union all select 'noise', i, 'fired', interval '0' from generate_series(1, 30) i
              union all select 'noise', i, 'resolved', interval '5 seconds' from generate_series(1, 30) i
            ) happened where t.slug = 'acme';
            insert into alert.transitions (tenant_id, fingerprint, rule, episode, kind, level, at)
            select id, 'theirs', 'theirs', 1, 'fired', 'critical', '{begin}' from public.tenants where slug = 'bolt'
            """;
    private static Instant begin = Instant.EPOCH;
    private static TestPlatform platform;

    @BeforeAll
    static void start() {
        begin = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3, ChronoUnit.DAYS);
        platform = TestPlatform.start();
        update(HISTORY.replace("{begin}", begin.toString()));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void rulesAreToldWithTheirTimesTheNoisiestFirst() throws IOException {
        List<Row> rows = report("").rows();

        assertThat(rows).extracting(Row::key).containsExactly("noise", "disk");
        assertThat(rows.getFirst().acked()).isZero();
        assertThat(rows.getFirst().ackSeconds().median()).isEmpty();
        assertThat(rows.getFirst().fixSeconds().median()).contains(5.0);
        Row disk = rows.getLast();
        assertThat(disk.fired()).isEqualTo(20);
        assertThat(disk.alerts()).isEqualTo(2);
        assertThat(disk.acked()).isEqualTo(20);
        assertThat(disk.ackSeconds().median()).contains(105.0);
        assertThat(disk.ackSeconds().p95().orElseThrow()).isBetween(190.0, 191.0);
        assertThat(disk.fixSeconds().median()).contains(630.0);
    }

    @Test
    void whatNobodyEverAcknowledgedIsAskedForByItself() throws IOException {
        assertThat(report("?unacked=true").rows()).extracting(Row::key).containsExactly("noise");
    }

    @Test
    void rowsAreAlsoSeveritiesDaysAndNodes() throws IOException {
        assertThat(report("?by=severity").rows()).extracting(Row::key).containsExactly("critical");
        assertThat(report("?by=node").rows()).extracting(Row::key).containsExactly("edge-0", "edge-1");
        assertThat(report("?by=day").rows().stream().mapToLong(Row::fired)).containsExactly(43L, 7L);
        assertThat(report("?by=day&zone=Pacific/Kiritimati").rows()) // fourteen hours ahead
                .extracting(Row::fired)
                .containsExactly(18L, 32L);
    }

    @Test
    void othersSeeTheirOwnAndWrongQuestionsAreRefused() throws IOException {
        assertThat(platform.as(TestPlatform.OTHER)
                        .get("/api/v1/alert-reports", AlertReport.class)
                        .rows())
                .extracting(Row::key)
                .containsExactly("theirs");
        refused("?by=moon", "by is moon, must be one of rule, severity, day, node");
        refused("?zone=Mars", "zone is Mars, must be a time zone such as Europe/Berlin");
        refused("?from=2020-01-01", "must be at most 400 days before");
        assertThat(report("?to=" + begin).rows()).isEmpty();
    }

    @Test
    void historyIsSearchedByTimeNodeSeverityStateAndText() throws IOException {
        assertThat(history("node=edge-1 rule=disk kind=fired"))
                .hasSize(10)
                .allSatisfy(one -> assertThat(one.node()).contains("edge-1"));
        assertThat(history("text~\"ON EDGE\" state=resolved severity=critical")).hasSize(50);
        assertThat(history("rule=disk at>=" + begin.plus(20, ChronoUnit.HOURS))).hasSize(4);
        assertThat(history("node=edge-7")).isEmpty();
        assertThat(platform.as(TestPlatform.OTHER).list("/api/v1/alert-history?filter=node=edge-1", Transition.class))
                .isEmpty();
    }

    @Test
    void monthsAreDroppedByRetentionAndAlertsWithThem() {
        Clock later = Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(1));
        Database database =
                new Database(TestPlatform.config(platform.database(), Map.of()).database(), new Telemetry());
        try (database) {
            new KeepingStore(database)
                    .keepPartitions(
                            begin.atZone(ZoneOffset.UTC).toLocalDate().minusDays(300),
                            begin.atZone(ZoneOffset.UTC).toLocalDate().minusDays(300),
                            begin.atZone(ZoneOffset.UTC).toLocalDate().plusDays(62));
            update("insert into alert.transitions (tenant_id, fingerprint, rule, episode, kind, level, at)"
                    + " select id, 'old', 'old', 1, 'resolved', 'critical', now() - interval '200 days'"
                    + " from public.tenants where slug = 'acme'");
            update("insert into alert.alerts (tenant_id, fingerprint, rule, state, level, summary, labels, annotations,"
                    + " episode, count, starts_at, updated_at)"
                    + " select id, 'old', 'old', 'resolved', 'critical', '', '{}', '{}', 1, 1, now(),"
                    + " now() - interval '200 days' from public.tenants where slug = 'acme'");

            for (int time = 0; time < 12; time++) { // One month at a time.
                new AlertHistory(new AlertHistoryConfig(31), database, later)
                        .chores()
                        .forEach(chore -> chore.work().run());
            }
        }

        assertThat(platform.value("select count(*) from alert.transitions where rule = 'old'"))
                .isEqualTo("0");
        assertThat(platform.value("select count(*) from alert.alerts where rule = 'old'"))
                .isEqualTo("0");
        assertThat(platform.value("select count(*) from alert.transitions where rule = 'noise'"))
                .isEqualTo("60");
        assertThat(platform.value("select count(*) > 2 from pg_class where relname ~ '^transitions_[0-9]{6}$'"
                        + " and relrowsecurity and relforcerowsecurity"))
                .isEqualTo("t");
    }

    @Test
    void alertsStayWithTheirHistoryWhenTheClockJumpsAhead() {
        update("insert into alert.alerts (tenant_id, fingerprint, rule, state, level, summary, labels, annotations,"
                + " episode, count, starts_at, updated_at)"
                + " select id, 'of late', 'of late', 'resolved', 'critical', '', '{}', '{}', 1, 1, now(), now()"
                + " from public.tenants where slug = 'acme'");
        Clock wrong = Clock.offset(Clock.systemUTC(), java.time.Duration.ofDays(3_650));
        try (Database database =
                new Database(TestPlatform.config(platform.database(), Map.of()).database(), new Telemetry())) {
            new KeepingStore(database)
                    .keepPartitions(
                            begin.atZone(ZoneOffset.UTC).toLocalDate().minusDays(300),
                            begin.atZone(ZoneOffset.UTC).toLocalDate().minusDays(300),
                            begin.atZone(ZoneOffset.UTC).toLocalDate().plusDays(62));

            new AlertHistory(new AlertHistoryConfig(31), database, wrong)
                    .chores()
                    .forEach(chore -> chore.work().run());
        }

        assertThat(platform.value("select count(*) from alert.alerts where rule = 'of late'"))
                .isEqualTo("1");
    }

    private static void refused(String more, String why) {
        assertThatThrownBy(() -> report(more))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(400))
                .hasMessageContaining(why);
    }

    private static AlertReport report(String more) throws IOException {
        return platform.as(TestPlatform.VIEWER).get("/api/v1/alert-reports" + more, AlertReport.class);
    }

    private static List<Transition> history(String filter) throws IOException {
        String encoded = java.net.URLEncoder.encode(filter, java.nio.charset.StandardCharsets.UTF_8);
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/alert-history?limit=200&filter=" + encoded, Transition.class);
    }

    private static void update(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(LocalPostgres.shared().url(platform.database()));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
