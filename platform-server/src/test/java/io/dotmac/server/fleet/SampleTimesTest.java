package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.server.TestReports;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SampleTimesTest {
    private static final Instant NOW = Instant.parse("2026-03-20T08:00:00Z");
    private static final Instant OLDEST = Instant.parse("2026-03-13T00:00:00Z");

    @Test
    void offsetIsTakenOff() {
        SampleTimes times = new SampleTimes(
                TestReports.of("b", 1, NOW.plusSeconds(600)).clockAhead(600_000).report(), NOW, OLDEST);

        assertThat(times.at(250)).isEqualTo(NOW.plusMillis(250).toEpochMilli());
        assertThat(times.clamped()).isZero();
    }

    @Test
    void fiveMinutesAheadIsStillBelievedAndMoreIsNot() {
        SampleTimes times = new SampleTimes(TestReports.of("b", 1, NOW).report(), NOW, OLDEST);

        assertThat(times.at(300_000)).isEqualTo(NOW.plusSeconds(300).toEpochMilli());
        assertThat(times.at(300_001)).isEqualTo(NOW.toEpochMilli());
        assertThat(times.clamped()).isEqualTo(1);
    }

    @Test
    void olderThanTheOldestDayIsDropped() {
        SampleTimes times =
                new SampleTimes(TestReports.of("b", 1, OLDEST.minusMillis(1)).report(), NOW, OLDEST);

        assertThat(times.at(0)).isEqualTo(SampleTimes.DROPPED);
        assertThat(times.at(1)).isEqualTo(OLDEST.toEpochMilli());
        assertThat(times.dropped()).isEqualTo(1);
    }
}
