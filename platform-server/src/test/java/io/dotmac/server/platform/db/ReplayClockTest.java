package io.dotmac.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayClockTest {
    private final ReplayClock clock = new ReplayClock();

    @Test
    void viewIsAsOldAsTheLastPositionThatWasReplayed() {
        clock.written(100, 1);
        clock.written(200, 2);
        clock.written(300, 3);
        assertThat(clock.proven()).isEmpty();

        clock.replayed(299);

        assertThat(clock.proven()).hasValue(2);
    }

    @Test
    void viewGrowsOldWhileTheLinkIsCutAndThePrimaryWrites() {
        clock.written(100, 1);
        clock.replayed(100);

        for (int second = 2; second < 1_000; second++) {
            clock.written(100L * second, second);
            clock.replayed(100);
        }

        assertThat(clock.proven()).hasValue(1);
        clock.replayed(99_900);
        assertThat(clock.proven()).hasValue(999);
    }

    @Test
    void viewOfAnIdlePairIsCurrent() {
        for (int second = 1; second < 100; second++) {
            clock.written(100, second);
            clock.replayed(100);
        }

        assertThat(clock.proven()).hasValue(99);
    }

    @Test
    void farBehindIsToldRoughlyButNeverTooYoung() {
        for (int second = 1; second <= 10_000; second++) {
            clock.written(second, second);
        }

        clock.replayed(5_000);

        assertThat(clock.proven().orElseThrow()).isBetween(4_000L, 5_000L);
    }

    @Test
    void anotherHistoryIsNotTakenForThisOne() {
        clock.written(500, 1);
        clock.replayed(500);

        clock.written(300, 2);
        clock.replayed(299);

        assertThat(clock.proven()).isEmpty();
    }
}
