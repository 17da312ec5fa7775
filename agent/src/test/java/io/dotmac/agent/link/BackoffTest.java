package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
    private static final int FLEET = 1_000;
    private static final Duration ASKED = Duration.ofSeconds(FLEET / 30);

    @TempDir
    Path folder;

    private long now = -5_000_000_000L;

    @Test
    void firstTryComesAtOnceWhateverTheFleet() {
        Backoff backoff = slots(ASKED, 1);

        assertThat(IntStream.range(0, 500).mapToObj(_ -> backoff.delay(1, Duration.ZERO)))
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofMillis(50), Duration.ofMillis(500)));
    }

    @Test
    void agentThatIsAloneIsBackWithinASecondAndAHalf() {
        Backoff backoff = slots(Duration.ofMillis(33), 2);

        for (int failures = 2; failures < 40; failures++) {
            Duration delay = backoff.delay(failures, Duration.ofSeconds(failures));
            assertThat(delay).isLessThanOrEqualTo(Duration.ofMillis(1_500));
            now += delay.toNanos() + 1;
        }
    }

    @Test
    void triesOfALongOutageAreRarer() {
        assertThat(between(Duration.ZERO, Duration.ofMinutes(4))).isEqualTo(Duration.ofSeconds(24));
        assertThat(between(Duration.ZERO, Duration.ofHours(6))).isEqualTo(Duration.ofSeconds(48));
        assertThat(between(ASKED, Duration.ofHours(6))).isEqualTo(ASKED);
        assertThat(between(Duration.ofSeconds(20), Duration.ofHours(6))).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void bothWaysOfAnAgentTryAtTheSameMoment() {
        Backoff backoff = slots(ASKED, 3);
        Duration report = backoff.delay(2, Duration.ofSeconds(3));
        now += Duration.ofSeconds(2).toNanos();

        Duration channel = backoff.delay(9, Duration.ofSeconds(5));

        assertThat(Math.floorMod(report.minusSeconds(2).toMillis(), ASKED.toMillis()))
                .isEqualTo(channel.toMillis());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void thousandAgentsComeBackOverTheSpreadAndNeverMoreThanFiftyASecond(long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Duration away = Duration.ofSeconds(60);
        int[] arrivals = new int[(int) ASKED.toSeconds() + 1];

        for (int agent = 0; agent < FLEET; agent++) {
            now = seeds.nextLong();
            Duration back = backAfter(slots(ASKED, seeds.nextLong()), away);
            arrivals[(int) back.minus(away).toSeconds()]++;
        }

        assertThat(Arrays.stream(arrivals).sum()).isEqualTo(FLEET);
        assertThat(Arrays.stream(arrivals).max().orElseThrow()).isLessThanOrEqualTo(50);
    }

    /// When the first try finds the server back.
    private Duration backAfter(Backoff backoff, Duration away) {
        Duration since = Duration.ZERO;
        for (int failures = 1; since.compareTo(away) < 0; failures++) {
            Duration delay = backoff.delay(failures, since).plusNanos(1_000);
            now += delay.toNanos();
            since = since.plus(delay);
        }
        return since;
    }

    /// Between two tries.
    private Duration between(Duration asked, Duration away) {
        Backoff backoff = slots(asked, 4);
        now += backoff.delay(2, away).toNanos() + 1;
        return backoff.delay(3, away).plusNanos(1);
    }

    private Backoff slots(Duration asked, long seed) {
        Spread spread = Spread.keptIn(folder);
        spread.told(asked.toMillis());
        return Backoff.slotted(spread, new SplittableRandom(seed), () -> now);
    }
}
