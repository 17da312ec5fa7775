package io.dotmac.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void workThatTakesTooLongIsGivenUpWith504() {
        Deadline deadline = new Deadline(timer, Duration.ofMillis(20));

        assertThatThrownBy(() -> deadline.within(() -> await(new CountDownLatch(1))))
                .isInstanceOfSatisfying(Refusal.class, e -> {
                    assertThat(e.status()).isEqualTo(504);
                    assertThat(e.code()).isEqualTo("TIMEOUT");
                });
        assertThat(Thread.currentThread().isInterrupted())
                .as("what comes after is not hit")
                .isFalse();
    }

    @Test
    void workInTimeReturnsWhatItMade() {
        assertThat(new Deadline(timer, Duration.ofMinutes(1)).within(() -> "made"))
                .isEqualTo("made");
    }

    private static String await(CountDownLatch never) {
        try {
            never.await();
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
