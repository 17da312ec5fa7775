package io.dotmac.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ValueTest {
    @Test
    void listenerHearsOfChangesOnly() {
        Value<Integer> value = new Value<>(1);
        List<Integer> heard = new ArrayList<>();
        value.subscribe(heard::add);

        value.set(1);
        value.set(2);
        value.update(number -> number + 1);

        assertThat(heard).containsExactly(2, 3);
    }

    @Test
    void closedSubscriptionHearsNothing() {
        Value<Integer> value = new Value<>(1);
        List<Integer> heard = new ArrayList<>();
        Subscription subscription = value.subscribe(heard::add);

        subscription.close();
        subscription.close();
        value.set(2);

        assertThat(heard).isEmpty();
        assertThat(value.watched()).isFalse();
    }

    @Test
    void brokenListenerDoesNotKeepOthersFromHearing() {
        Value<Integer> value = new Value<>(1);
        List<Integer> heard = new ArrayList<>();
        value.subscribe(_ -> {
            throw new IllegalStateException("broken on purpose");
        });
        value.subscribe(heard::add);

        value.set(2);

        assertThat(heard).containsExactly(2);
    }

    @Test
    void slowListenerEndsWithTheNewestValue() throws Exception {
        Value<Integer> value = new Value<>(0);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> heard = new ArrayList<>();
        value.subscribe(number -> {
            entered.countDown();
            await().until(() -> release.getCount() == 0);
            heard.add(number);
        });
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            executor.execute(() -> value.set(1));
            entered.await();
            for (int i = 2; i <= 100; i++) {
                value.set(i);
            }
            release.countDown();
        }

        assertThat(heard).containsExactly(1, 100);
    }

    @Test
    void repeatedTaskNeverOverlapsItself() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch hold = new CountDownLatch(1);
        try (Tasks tasks = Tasks.start(Clock.systemUTC())) {
            tasks.every(Duration.ofMillis(1), () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (runs.incrementAndGet() == 1) {
                    await().until(() -> hold.getCount() == 0);
                }
                running.decrementAndGet();
            });
            await().until(() -> runs.get() >= 1);
            hold.countDown();
            await().until(() -> runs.get() >= 5);
        }

        assertThat(most).hasValue(1);
    }
}
