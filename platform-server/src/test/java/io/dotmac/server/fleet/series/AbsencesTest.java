package io.dotmac.server.fleet.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.TestReports;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AbsencesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SeriesName ROOT = new SeriesName("host", "disk_used", "/");
    private static final SeriesName USED = new SeriesName("host", "disk_used", "/a");
    private static final SeriesName READ = new SeriesName("host", "disk_read", "/a");
    private static final SeriesName LOAD = new SeriesName("host", "load", "");
    private static final Set<SeriesName> EXPECTED = Set.of(ROOT, USED, READ, LOAD);

    private final Absences absences = new Absences();
    private int seq;

    @Test
    void partIsGoneWithAllOfItAfterAMinuteInWhichOthersWereMeasured() {
        assertThat(rounds(6, report -> healthy(report).with(ROOT, 1))).isEmpty();
        assertThat(rounds(1, report -> healthy(report).with(ROOT, 1))).containsExactlyInAnyOrder(USED, READ);
    }

    @Test
    void partThatIsMeasuredNowAndThenIsNotGone() {
        assertThat(rounds(20, report -> healthy(report).with(seq % 6 == 0 ? READ : ROOT, 1)))
                .isEmpty();
    }

    @Test
    void partOfWhichAnythingElseIsToldIsNotGone() {
        assertThat(rounds(20, report -> healthy(report).with(ROOT, 1).with(READ, 1)))
                .isEmpty();
    }

    @Test
    void partThatItsTargetNamesIsNotGone() {
        assertThat(rounds(
                        20,
                        report -> report.with("host", Health.DEGRADED, Map.of("disk /a", "does not answer"))
                                .with(ROOT, 1)))
                .isEmpty();
    }

    @Test
    void nothingIsGoneWhereNoneOfItsKindIsMeasured() {
        assertThat(rounds(20, report -> healthy(report).with(LOAD, 1))).isEmpty();
    }

    @Test
    void lastOfItsKindIsGoneWhereItsTargetSaysThatThereIsNone() {
        SeriesName none = new SeriesName("host", Metrics.NO_PARTS, "disk_");
        SeriesName others = new SeriesName("db", Metrics.NO_PARTS, "disk_");

        assertThat(rounds(20, report -> healthy(report).with(others, 1))).isEmpty();
        assertThat(rounds(6, report -> healthy(report).with(none, 1))).isEmpty();
        assertThat(rounds(1, report -> healthy(report).with(none, 1))).containsExactlyInAnyOrder(ROOT, USED, READ);
    }

    @Test
    void nothingIsGoneOfATargetThatDoesNotWorkOrIsNotTold() {
        assertThat(rounds(20, report -> report.with("host", Health.UNKNOWN).with(ROOT, 1)))
                .isEmpty();
        assertThat(rounds(20, report -> report.with("host", Health.DOWN).with(ROOT, 1)))
                .isEmpty();
        assertThat(rounds(20, report -> report.with(ROOT, 1))).isEmpty();
        assertThat(rounds(20, report -> healthy(report).with(ROOT, 1).partial()))
                .isEmpty();
    }

    @Test
    void reportsThatAreNotKnownHereBreakTheCount() {
        rounds(6, report -> healthy(report).with(ROOT, 1));
        seq++;

        assertThat(rounds(6, report -> healthy(report).with(ROOT, 1))).isEmpty();
    }

    @Test
    void containersAreLeftToTheirRows() {
        SeriesName web = new SeriesName("docker", "container_cpu_percent", "web");
        SeriesName db = new SeriesName("docker", "container_cpu_percent", "db");
        for (seq = 1; seq < 20; seq++) {
            Instant at = NOW.plusSeconds(10L * seq);
            TestReports report =
                    TestReports.of("b1", seq, at).with("docker", Health.UP).with(db, 1);
            assertThat(absences.take(report.report(), Set.of(web, db), at)).isEmpty();
        }
    }

    /// Reports every 10 seconds.
    private Set<SeriesName> rounds(int count, UnaryOperator<TestReports> filled) {
        Set<SeriesName> gone = new HashSet<>();
        for (int round = 0; round < count; round++) {
            seq++;
            Instant at = NOW.plusSeconds(10L * seq);
            gone.addAll(
                    absences.take(filled.apply(TestReports.of("b1", seq, at)).report(), EXPECTED, at));
        }
        return gone;
    }

    private static TestReports healthy(TestReports report) {
        return report.with("host", Health.UP);
    }
}
