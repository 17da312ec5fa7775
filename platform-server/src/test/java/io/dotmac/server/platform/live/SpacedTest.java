package io.dotmac.server.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpacedTest {
    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger done = new AtomicInteger();
    private final Spaced spaced = new Spaced(time::get);

    @Test
    void restsTheLongerTheLongerItTook() {
        assertThat(spaced.run(() -> takes(Duration.ofMillis(500)))).isTrue();

        assertThat(at(Duration.ofMillis(4_400))).isFalse();
        assertThat(at(Duration.ofMillis(200))).isTrue();
        assertThat(at(Duration.ZERO)).isTrue();
    }

    @Test
    void restHasAnEnd() {
        spaced.run(() -> takes(Duration.ofMinutes(10)));

        assertThat(at(Duration.ofSeconds(29))).isFalse();
        assertThat(at(Duration.ofSeconds(2))).isTrue();
    }

    @Test
    void isNeverDoneTwiceAtOnceAndGoesOnAfterAFailure() {
        assertThat(spaced.run(
                        () -> assertThat(spaced.run(done::incrementAndGet)).isFalse()))
                .isTrue();
        assertThatThrownBy(() -> spaced.run(() -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");

        assertThat(at(Duration.ZERO)).isTrue();
        assertThat(done).hasValue(1);
    }

    private boolean at(Duration later) {
        time.addAndGet(later.toNanos());
        return spaced.run(done::incrementAndGet);
    }

    private void takes(Duration span) {
        time.addAndGet(span.toNanos());
    }
}
