package io.dotmac.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    @Test
    void bucketHoldsTheWorstOfItsTime() {
        History history = history(new long[] {-9, -8, -5}, new double[] {1, 7, 2}, 1);

        double[] buckets = history.buckets(NOW, Duration.ofSeconds(10), 10);

        assertThat(buckets).hasSize(10);
        assertThat(buckets[1]).isEqualTo(7);
        assertThat(buckets[4]).isEqualTo(2);
    }

    @Test
    void valueHoldsOnlyForAWhileThenThereIsAHole() {
        History history = history(new long[] {-100}, new double[] {3}, 30);

        double[] buckets = history.buckets(NOW, Duration.ofMinutes(2), 12);

        assertThat(buckets[2]).isEqualTo(3);
        assertThat(buckets[5]).isNaN();
        assertThat(buckets[11]).isNaN();
    }

    @Test
    void unknownValueIsAHoleAtOnce() {
        History history = history(new long[] {-100, -90}, new double[] {3, Double.NaN}, 60);

        double[] buckets = history.buckets(NOW, Duration.ofMinutes(2), 12);

        assertThat(buckets[1]).isEqualTo(3);
        assertThat(buckets[4]).isNaN();
        assertThat(history.last()).isNaN();
        assertThat(history.max()).isEqualTo(3);
    }

    @Test
    void storedPointsFillOnlyWhatWasNotHeard() {
        Ring ring = new Ring();
        ring.add(NOW, 5);

        ring.fill(List.of(NOW.minusSeconds(60), NOW.minusMillis(100)), List.of(4.0, 99.0));

        assertThat(ring.history().size()).isEqualTo(2);
        assertThat(ring.history().value(0)).isEqualTo(4);
        assertThat(ring.history().last()).isEqualTo(5);
    }

    @Test
    void ringForgetsWhatIsOlderThanItsSpan() {
        Ring ring = new Ring();
        ring.add(NOW.minusSeconds(3_600), 1);
        ring.add(NOW, 2);

        assertThat(ring.history().size()).isEqualTo(1);
    }

    private static History history(long[] secondsFromNow, double[] values, int holdSeconds) {
        long[] at = new long[secondsFromNow.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = NOW.plusSeconds(secondsFromNow[i]).toEpochMilli();
        }
        return new History(at, values, holdSeconds * 1_000L);
    }
}
