package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.MissingData;
import io.dotmac.model.fleet.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTest {
    private static final Instant START = Instant.parse("2026-03-20T08:00:00Z");
    private static final Place PLACE = new Place(new TenantId(new UUID(1, 1)), "node-1", "edge-1", "db", "");

    /// The ten edges: at the edge all is as it was, past it the level is reached.
    @ParameterizedTest
    @CsvSource({
        "http-5xx, 1, 1.01, WARNING",
        "http-5xx, 5, 5.01, CRITICAL",
        "http-p99, 1, 1.01, WARNING",
        "http-p99, 5, 5.01, CRITICAL",
        "db-connections, 80, 80.1, WARNING",
        "db-connections, 95, 95.1, CRITICAL",
        "host-cpu, 70, 70.1, WARNING",
        "host-cpu, 90, 90.1, CRITICAL",
        "host-memory, 80, 80.1, WARNING",
        "host-memory, 95, 95.1, CRITICAL",
        "host-disk, 80, 80.1, WARNING",
        "host-disk, 90, 90.1, CRITICAL",
        "certificate-expiry, 21, 20.9, WARNING",
        "certificate-expiry, 7, 6.9, CRITICAL"
    })
    void shippedEdgeIsExact(String rule, double edge, double past, Level reached) {
        Watch at = new Watch(ShippedRules.named(rule).orElseThrow(), PLACE, false);
        Watch over = new Watch(ShippedRules.named(rule).orElseThrow(), PLACE, false);

        hold(at, edge, 600);
        hold(over, past, 600);

        assertThat(at.level()).isEqualTo(reached == Level.WARNING ? Level.OK : Level.WARNING);
        assertThat(over.level()).isEqualTo(reached);
    }

    @Test
    void valueMustStayPastTheEdgeForTheDuration() {
        Watch watch = new Watch(rule(60, 0, MissingData.KEEP), PLACE, false);

        hold(watch, 85, 50);
        assertThat(watch.level()).isEqualTo(Level.OK);
        watch.measure(70, START.plusSeconds(55));
        for (int second = 60; second < 120; second += 10) {
            watch.measure(85, START.plusSeconds(second));
        }
        assertThat(watch.level()).isEqualTo(Level.OK);
        watch.measure(85, START.plusSeconds(120));
        assertThat(watch.level()).isEqualTo(Level.WARNING);
    }

    @Test
    void valueMustComeWellBackToBeGood() {
        Watch watch = new Watch(rule(0, 5, MissingData.KEEP), PLACE, false);
        watch.measure(81, START);

        watch.measure(76, START.plusSeconds(10));
        assertThat(watch.level()).isEqualTo(Level.WARNING);
        watch.measure(75, START.plusSeconds(20));
        assertThat(watch.level()).isEqualTo(Level.OK);
    }

    @Test
    void whatComesAndGoesIsHeldUntilItIsCalm() {
        Watch watch = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);
        for (int i = 0; i < 6; i++) {
            watch.measure(i % 2 == 0 ? 85 : 10, START.plusSeconds(10L * i));
        }
        assertThat(watch.finding(START).flapping()).isTrue();
        assertThat(watch.level()).isEqualTo(Level.WARNING);

        boolean told = watch.pass(START.plusSeconds(700));

        assertThat(told).isTrue();
        assertThat(watch.level()).isEqualTo(Level.OK);
        assertThat(watch.finding(START).flapping()).isFalse();
    }

    @Test
    void stateThatHoldsIsDueByTimeAlone() {
        Watch watch = new Watch(rule(60, 0, MissingData.KEEP), PLACE, true);
        watch.measure(99, START);

        assertThat(watch.isWaiting()).isTrue();
        assertThat(watch.pass(START.plusSeconds(59))).isFalse();
        assertThat(watch.pass(START.plusSeconds(60))).isTrue();
        assertThat(watch.level()).isEqualTo(Level.CRITICAL);
    }

    @Test
    void gapBetweenValuesIsNoDuration() {
        Watch watch = new Watch(rule(60, 0, MissingData.KEEP), PLACE, false);
        watch.measure(99, START);

        watch.measure(99, START.plus(Duration.ofHours(1)));

        assertThat(watch.level()).isEqualTo(Level.OK);
    }

    @Test
    void valuesThatAlwaysComeSeldomMakeADuration() {
        Watch watch = new Watch(rule(900, 0, MissingData.KEEP), PLACE, false);
        for (int minute = 0; minute <= 20; minute += 5) {
            watch.measure(85, START.plus(Duration.ofMinutes(minute)));
        }
        assertThat(watch.level()).isEqualTo(Level.WARNING);
        assertThat(watch.interval()).isEqualTo(Duration.ofMinutes(5));

        Watch broken = new Watch(rule(900, 0, MissingData.KEEP), PLACE, false);
        for (int minute : List.of(0, 5, 10, 30, 35)) {
            broken.measure(85, START.plus(Duration.ofMinutes(minute)));
        }
        assertThat(broken.level()).as("nothing is known of 20 minutes").isEqualTo(Level.OK);
    }

    @Test
    void oneGapDoesNotTeachThatValuesComeSeldom() {
        Watch watch = new Watch(rule(60, 0, MissingData.KEEP), PLACE, false);
        for (int second : List.of(0, 10, 20, 3_620, 3_630)) {
            watch.measure(10, START.plusSeconds(second));
        }
        watch.measure(85, START.plusSeconds(3_640));
        watch.measure(85, START.plusSeconds(7_240));

        assertThat(watch.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(watch.level()).isEqualTo(Level.OK);
    }

    @Test
    void clockThatIsSetBackStopsNothing() {
        Watch watch = new Watch(rule(60, 0, MissingData.KEEP), PLACE, false);
        watch.measure(10, START);
        Instant earlier = START.minus(Duration.ofHours(1));
        for (int second = 0; second <= 60; second += 10) {
            watch.measure(85, earlier.plusSeconds(second));
        }

        assertThat(watch.level()).isEqualTo(Level.WARNING);
    }

    @Test
    void missingValuesDoWhatTheRuleSays() {
        Watch kept = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);
        Watch resolved = new Watch(rule(0, 0, MissingData.RESOLVE), PLACE, false);
        Watch fired = new Watch(rule(0, 0, MissingData.FIRE), PLACE, false);
        kept.measure(99, START);
        resolved.measure(99, START);
        fired.measure(10, START);

        assertThat(kept.missing(START.plusSeconds(300))).isTrue();
        assertThat(resolved.missing(START.plusSeconds(300))).isTrue();
        assertThat(fired.missing(START.plusSeconds(300))).isTrue();

        assertThat(kept.level()).isEqualTo(Level.CRITICAL);
        assertThat(kept.finding(START).stale()).isTrue();
        assertThat(resolved.level()).isEqualTo(Level.OK);
        assertThat(fired.level()).isEqualTo(Level.CRITICAL);
        fired.told(START);
        fired.measure(10, START.plusSeconds(310));
        assertThat(fired.level()).isEqualTo(Level.OK);
    }

    @Test
    void resumedAlertKeepsItsLevelUntilItIsGood() {
        Watch watch = new Watch(rule(600, 5, MissingData.KEEP), PLACE, false);
        watch.resume(alert());

        assertThat(watch.measure(97, START.plusSeconds(10))).isFalse();
        assertThat(watch.level()).isEqualTo(Level.CRITICAL);
        assertThat(watch.measure(10, START.plusSeconds(20))).isTrue();
        assertThat(watch.level()).isEqualTo(Level.OK);
    }

    @Test
    void resumedAlertWaitsForItsValues() {
        Watch resumed = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);
        resumed.resume(alert());
        Watch fresh = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);

        resumed.waitSince(START);

        assertThat(resumed.silentSince()).isEqualTo(START);
        assertThat(fresh.silentSince()).isAfter(START.plus(Duration.ofDays(100_000)));
        assertThat(resumed.missing(START.plusSeconds(300))).isTrue();
        assertThat(resumed.finding(START).stale()).isTrue();
        resumed.told(START);
        assertThat(resumed.measure(97, START.plusSeconds(310))).isTrue();
        assertThat(resumed.finding(START).stale()).isFalse();
        assertThat(resumed.silentSince()).isEqualTo(START.plusSeconds(310));
    }

    @Test
    void alertThatWasStaleIsFreshAgainWhenItIsMeasured() {
        Watch first = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);
        first.measure(99, START);
        first.missing(START.plusSeconds(300));
        Watch next = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);
        next.resume(AlertChange.of(Optional.empty(), first.finding(START), START)
                .orElseThrow()
                .alert());

        assertThat(next.measure(99, START.plusSeconds(400))).isTrue();

        assertThat(next.finding(START).stale()).isFalse();
    }

    private static Alert alert() {
        Watch watch = new Watch(rule(0, 0, MissingData.KEEP), PLACE, false);
        watch.measure(99, START);
        return AlertChange.of(Optional.empty(), watch.finding(START), START)
                .orElseThrow()
                .alert();
    }

    private static void hold(Watch watch, double value, int seconds) {
        for (int second = 0; second <= seconds; second += 10) {
            watch.measure(value, START.plusSeconds(second));
        }
    }

    private static AlertRule rule(long forSeconds, double margin, MissingData missing) {
        return new AlertRule(
                "test",
                "{target} at {value}",
                "load",
                Optional.empty(),
                false,
                Optional.of(80.0),
                Optional.of(95.0),
                forSeconds,
                margin,
                missing,
                "%",
                true,
                false);
    }
}
