package io.dotmac.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.config.Schedule;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.UnknownReason;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TargetWatchTest {
    @Test
    void budgetIsExceededOnlyByWhatLastsAndKeptUntilItWasLessForAWhile() {
        AtomicLong nanos = new AtomicLong();
        AtomicReference<Duration> used = new AtomicReference<>(Duration.ZERO);
        Budget budget = new Budget(used::get, nanos::get);

        assertThat(spend(budget, nanos, used, 50, 500)).isFalse();
        assertThat(spend(budget, nanos, used, 30, 500)).isTrue();
        assertThat(spend(budget, nanos, used, 50, 20)).isTrue();
        assertThat(spend(budget, nanos, used, 30, 20)).isFalse();
    }

    private static boolean spend(
            Budget budget, AtomicLong nanos, AtomicReference<Duration> used, int seconds, int millisPerTen) {
        boolean exceeded = false;
        for (int passed = 0; passed < seconds; passed += 10) {
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            used.updateAndGet(before -> before.plusMillis(millisPerTen));
            exceeded = budget.exceeded();
        }
        return exceeded;
    }

    @Test
    void optionalTargetIsNotCheckedWhileTheBudgetIsExceeded() throws Exception {
        AtomicLong nanos = new AtomicLong();
        AtomicReference<Duration> used = new AtomicReference<>(Duration.ZERO);
        Budget budget = new Budget(used::get, nanos::get);
        spend(budget, nanos, used, 100, 500);

        DependencyState state = first(new Schedule(Duration.ofSeconds(5), Duration.ofSeconds(1), true), budget);

        assertThat(state.health()).isEqualTo(Health.UNKNOWN);
        assertThat(state.reason()).contains(UnknownReason.STALE);
        assertThat(state.summary()).isEqualTo("not checked: the agent uses 5.0 % of a core, so optional targets rest");
        assertThat(first(new Schedule(Duration.ofSeconds(5), Duration.ofSeconds(1), false), budget)
                        .health())
                .isEqualTo(Health.UP);
    }

    private static DependencyState first(Schedule schedule, Budget budget) throws Exception {
        CompletableFuture<DependencyState> told = new CompletableFuture<>();
        TargetWatch watch = new TargetWatch(
                "t",
                DependencyKind.TCP,
                new Always(),
                schedule,
                budget,
                new Semaphore(1),
                Clock.systemUTC(),
                new Ear(told),
                _ -> {});
        Thread thread = Thread.ofVirtual().start(watch);
        try {
            return told.get(20, TimeUnit.SECONDS);
        } finally {
            thread.interrupt();
            thread.join();
        }
    }

    private record Ear(CompletableFuture<DependencyState> told) implements ProbeSink {
        @Override
        public void dependency(DependencyState state, List<Sample> samples) {
            told.complete(state);
        }

        @Override
        public void replication(List<ReplicationLink> links) {}

        @Override
        public void host(HostSummary summary, DependencyState state, List<Sample> samples) {}
    }

    private static final class Always extends FreshProbe {
        Always() {
            super(Schedule.every(Duration.ofSeconds(5)));
        }

        @Override
        public Finding check() {
            return Finding.answers(Finding.Remark.fine("well"), 1, java.util.Map.of(), List.of(), null);
        }
    }
}
