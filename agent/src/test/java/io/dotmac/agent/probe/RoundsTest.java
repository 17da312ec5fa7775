package io.dotmac.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration BEAT = Duration.ofMillis(500);

    @Test
    void oneThatHangsHoldsNobodyUpAndFourDoNotEndTheRounds() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (Rounds rounds = new Rounds()) {
            for (int each = 0; each < 3; each++) {
                rounds.add(due -> {
                    hanging.incrementAndGet();
                    released.await();
                    return BEAT;
                });
            }
            rounds.add(due -> {
                done.incrementAndGet();
                return BEAT;
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> hanging.get() == 3 && done.get() >= 3);
            rounds.add(due -> {
                hanging.incrementAndGet();
                released.await();
                return BEAT;
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> hanging.get() == 4);
            int before = done.get();
            released.countDown();
            await().atMost(Duration.ofSeconds(20)).until(() -> done.get() > before + 2);
        }
    }

    @Test
    void whatIsDueOnOneBeatBeginsAtTheSameTimeAndNeverTwiceAtOnce() throws Exception {
        Map<Integer, Long> dueByWork = new ConcurrentHashMap<>();
        Set<Integer> running = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        try (Rounds rounds = new Rounds()) {
            for (int each = 0; each < 8; each++) {
                int work = each;
                rounds.add(due -> {
                    if (!running.add(work)) {
                        twice.incrementAndGet();
                    }
                    dueByWork.put(work, due);
                    running.remove(work);
                    return BEAT;
                });
            }
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> dueByWork.size() == 8
                            && dueByWork.values().stream().distinct().count() == 1);
            assertThat(twice).hasValue(0);
        }
    }

    @Test
    void shortRestCountsFromTheEndAndAFailureEndsNothing() throws Exception {
        CountDownLatch again = new CountDownLatch(3);
        CountDownLatch other = new CountDownLatch(3);
        try (Rounds rounds = new Rounds()) {
            rounds.add(due -> {
                again.countDown();
                return Duration.ofMillis(50);
            });
            rounds.add(due -> {
                throw new IllegalStateException("broken on purpose");
            });
            rounds.add(due -> {
                other.countDown();
                return BEAT;
            });
            assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(other.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingWaitsForNobodyWhoHearsAnInterrupt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Rounds rounds = new Rounds();
        rounds.add(due -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return BEAT;
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        long closing = System.nanoTime();
        rounds.close();
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(3));
    }
}
