package io.dotmac.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dotmac.agent.replication.PositionRing.Lag;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PositionRingTest {
    private static final long SECOND = 1_000_000_000L;

    private final PositionRing ring = new PositionRing();

    @Test
    void primaryThatWasNeverSeenTellsNothing() {
        assertThat(ring.lag(100, 0)).isNull();
    }

    @Test
    void copyWithEverythingIsNotBehindHoweverLongNothingHappens() {
        ring.sample(0, 100, "1");
        ring.sample(3_000 * SECOND, 100, "1");

        assertThat(ring.lag(100, 3_000 * SECOND)).isEqualTo(new Lag(0, false));
    }

    @Test
    void lagIsTheAgeOfTheFirstChangeThatIsMissing() {
        ring.sample(0, 100, "1");
        ring.sample(SECOND, 200, "1");
        ring.sample(2 * SECOND, 300, "1");

        assertThat(ring.lag(100, 10 * SECOND)).isEqualTo(new Lag(9, false));
        assertThat(ring.lag(250, 10 * SECOND)).isEqualTo(new Lag(8, false));
    }

    @Test
    void changesAfterTheReadingDoNotCount() {
        ring.sample(0, 100, "1");
        ring.sample(5 * SECOND, 200, "1");

        assertThat(ring.lag(100, 4 * SECOND)).isEqualTo(new Lag(0, false));
    }

    @Test
    void copyBehindTheFirstSampleIsBehindAtLeastThatMuch() {
        ring.sample(SECOND, 100, "1");

        assertThat(ring.lag(50, 4 * SECOND)).isEqualTo(new Lag(3, true));
    }

    @Test
    void whatACopyLackedBeforeThePrimaryWasSeenIsNotKnown() {
        ring.sample(2 * SECOND, 100, "1");

        assertThat(ring.lag(50, SECOND)).isNull();
        assertThat(ring.lag(100, SECOND)).isEqualTo(new Lag(0, false));
    }

    @Test
    void newHistoryForgetsTheOld() {
        ring.sample(0, 1_000, "1");
        ring.sample(SECOND, 500, "2");

        assertThat(ring.lag(500, 2 * SECOND)).isEqualTo(new Lag(0, false));
    }

    @Test
    void daysOfLagAreStillKnownWhenTheRingIsFull() {
        int hours = 20;
        for (long second = 0; second < hours * 3_600L; second++) {
            ring.sample(second * SECOND, 100 + second, "1");
        }
        long now = hours * 3_600L * SECOND;

        Lag old = Optional.ofNullable(ring.lag(100, now)).orElseThrow();
        Lag fresh =
                Optional.ofNullable(ring.lag(100 + hours * 3_600L - 11, now)).orElseThrow();

        assertThat(old.seconds()).isCloseTo(hours * 3_600.0, within(hours * 3_600 * 0.05));
        assertThat(fresh.seconds()).isCloseTo(10, within(1.5));
    }
}
