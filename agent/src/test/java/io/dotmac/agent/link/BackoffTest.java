package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = Backoff.jittered(new SplittableRandom(7));

    @Test
    void triesOfTheFirstMinuteStayCloseTogether() {
        assertThat(longest(3, Duration.ofSeconds(2))).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_500));
        assertThat(longest(90, Duration.ofSeconds(59))).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_500));
    }

    @Test
    void triesOfALongOutageAreSpreadOverAnEighthOfIt() {
        assertThat(longest(100, Duration.ofMinutes(4))).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(longest(900, Duration.ofHours(6))).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
    }

    @Test
    void noTwoTriesFollowAtOnce() {
        assertThat(IntStream.range(0, 500).mapToObj(_ -> backoff.delay(1, Duration.ZERO)))
                .allMatch(delay -> delay.compareTo(Duration.ofMillis(50)) >= 0);
    }

    private Duration longest(int failures, Duration away) {
        return IntStream.range(0, 500)
                .mapToObj(_ -> backoff.delay(failures, away))
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
