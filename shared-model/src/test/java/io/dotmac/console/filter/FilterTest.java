package io.dotmac.console.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.console.live.Samples;
import io.dotmac.console.live.Seen;
import io.dotmac.console.resource.NodeRow;
import io.dotmac.console.resource.Resources;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
    private static final Instant NOW = Instant.parse("2026-03-20T10:00:00Z");

    /// Name `standby-1`, lag 18.4 s, 41 MB behind, major, for 60 s, tenant northnet.
    private final Seen<LiveRow.Replication> link = new Seen<>(
            Samples.link(Samples.DB_1, "standby-1", 18.4, Severity.MAJOR, NOW), NOW, NOW, Duration.ZERO, false, false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "standby",
                "/standby",
                "STANDBY",
                "/stand.y-[0-9]/",
                "!redis",
                "!/redis/",
                "standby=standby-1",
                "standby=STAND*",
                "standby=*-1",
                "standby!=standby-2",
                "lag>10s",
                "lag>10",
                "lag>=18.4",
                "lag<1min",
                "lag<18400.5ms",
                "bytes>40MB",
                "bytes<=41MB",
                "age<10m",
                "age>=60s",
                "sev>=major",
                "severity=major",
                "sev!=ok",
                "@northnet",
                "lag>10s standby @northnet !cut",
                "\"lag-db-1\""
            })
    void termThatHoldsLetsTheRowThrough(String text) {
        assertThat(passes(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis",
                "!standby",
                "/^redis/",
                "standby=standby-2",
                "standby!=stand*",
                "lag>20s",
                "lag<10s",
                "bytes>1GB",
                "age<10s",
                "sev>=critical",
                "sev=ok",
                "@southnet",
                "standby redis"
            })
    void termThatDoesNotHoldKeepsTheRowOut(String text) {
        assertThat(passes(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/[/ | 1 | regular expression is wrong",
                "// | 0 | regular expression is empty",
                "lag> | 4 | nothing there",
                "standby ! | 8 | nothing after !",
                ">10 | 0 | nothing before >",
                "\"open | 0 | quote is not closed",
                "x @ | 2 | nothing there"
            })
    void wrongTextIsToldWithItsPosition(String text, int position, String message) {
        assertThat(Filter.parse(text)).isInstanceOfSatisfying(FilterError.class, error -> {
            assertThat(error.position()).isEqualTo(position);
            assertThat(error.message()).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "standby color=red | 8 | replication have no field color, must be one of standby, state",
                "lag>10kB | 4 | 10kB does not fit, must be a number with ms, s, min, h or d",
                "bytes>1s | 6 | must be a number with B, kB",
                "sev>=bad | 5 | bad is no severity",
                "standby>a | 0 | standby is text"
            })
    void filterThatDoesNotFitTheTableIsToldWithItsPosition(String text, int position, String message) {
        Filter filter = filter(text);

        assertThat(filter.problem(Resources.REPLICATION)).hasValueSatisfying(error -> {
            assertThat(error.position()).isEqualTo(position);
            assertThat(error.message()).contains(message);
        });
        assertThat(filter.on(Resources.REPLICATION).test(link)).isFalse();
    }

    @Test
    void unknownLagIsNeitherMoreNorLess() {
        Seen<LiveRow.Replication> cut = new Seen<>(
                Samples.link(Samples.DB_1, "standby-1", null, Severity.STALE, NOW),
                NOW,
                NOW,
                Duration.ZERO,
                false,
                false);

        assertThat(filter("lag<10").on(Resources.REPLICATION).test(cut)).isFalse();
        assertThat(filter("lag>=0").on(Resources.REPLICATION).test(cut)).isFalse();
    }

    @Test
    void bareLatencyIsInMilliseconds() {
        Seen<LiveRow.Dependency> redis = new Seen<>(
                Samples.redis(Samples.DB_1, "lag-db-1", Health.UP, NOW), NOW, NOW, Duration.ZERO, false, false);

        assertThat(filter("latency<1").on(Resources.DEPENDENCIES).test(redis)).isTrue();
        assertThat(filter("latency>1ms").on(Resources.DEPENDENCIES).test(redis)).isFalse();
    }

    @Test
    void staleRowIsFoundAsStaleWhateverItSaid() {
        Seen<LiveRow.Node> seen =
                new Seen<>(Samples.node(Samples.DB_1, "lag-db-1", NOW), NOW, NOW, Duration.ZERO, true, false);

        assertThat(filter("sev=stale").on(Resources.NODES).test(new NodeRow(seen, Optional.of(12.0))))
                .isTrue();
        assertThat(filter("lag>10s").on(Resources.NODES).test(new NodeRow(seen, Optional.of(12.0))))
                .isTrue();
    }

    @Test
    void overlongTextIsRefused() {
        assertThat(Filter.parse("a".repeat(1_001))).isInstanceOf(FilterError.class);
    }

    private boolean passes(String text) {
        return filter(text).on(Resources.REPLICATION).test(link);
    }

    private static Filter filter(String text) {
        return switch (Filter.parse(text)) {
            case Filter filter -> filter;
            case FilterError error -> throw new AssertionError(error);
        };
    }
}
