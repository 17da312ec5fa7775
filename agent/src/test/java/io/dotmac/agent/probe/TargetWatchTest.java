package io.dotmac.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.config.Schedule;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.UnknownReason;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

    @Test
    void faultOfTheProbeItselfIsToldAndTheTargetCheckedOn() throws Exception {
        Schedule schedule = new Schedule(Duration.ofSeconds(5), Duration.ofSeconds(1), false);
        Probe broken = new Broken();

        DependencyState state = first(broken, schedule, new Budget(() -> Duration.ZERO, System::nanoTime));

        assertThat(state.health()).isEqualTo(Health.UNKNOWN);
        assertThat(state.reason()).contains(UnknownReason.STALE);
        assertThat(state.summary()).contains("fault of the agent's own").contains("no such column");
    }

    @Test
    void timeOutThatTookFarLongerThanItMayIsTheAgentsOwn() throws Exception {
        Schedule schedule = new Schedule(Duration.ofSeconds(1), Duration.ofMillis(10), false);
        Budget budget = new Budget(() -> Duration.ZERO, System::nanoTime);

        DependencyState slow = first(new Late(Duration.ofMillis(2_200)), schedule, budget);
        DependencyState down = first(new Late(Duration.ofMillis(20)), schedule, budget);

        assertThat(slow.health()).isEqualTo(Health.UNKNOWN);
        assertThat(slow.reason()).contains(UnknownReason.TIMEOUT_LOCAL);
        assertThat(slow.error()).contains(ErrorClass.TIMEOUT);
        assertThat(slow.summary()).matches("the agent was too slow to tell: a check of 10 ms took [0-9]{4} ms");
        assertThat(down.health()).isEqualTo(Health.DOWN);
    }

    /// Times out, but notices late.
    private static final class Late extends FreshProbe {
        private final Duration takes;

        Late(Duration takes) {
            super(Schedule.every(Duration.ofSeconds(5)));
            this.takes = takes;
        }

        @Override
        public Finding check() throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(takes.toMillis());
            return Finding.down(ErrorClass.TIMEOUT, "no answer in time");
        }
    }

    private static DependencyState first(Schedule schedule, Budget budget) throws Exception {
        return first(new Always(), schedule, budget);
    }

    private static DependencyState first(Probe probe, Schedule schedule, Budget budget) throws Exception {
        AtomicReference<DependencyState> told = new AtomicReference<>();
        TargetWatch watch = new TargetWatch(
                "t", DependencyKind.TCP, probe, schedule, budget, Clock.systemUTC(), new Ear(told), _ -> {});
        watch.step(System.nanoTime());
        if (told.get() == null) {
            watch.step(System.nanoTime());
        }
        return told.get();
    }

    private record Ear(AtomicReference<DependencyState> told) implements ProbeSink {
        @Override
        public void dependency(DependencyState state, List<Sample> samples) {
            told.set(state);
        }

        @Override
        public void replication(List<ReplicationLink> links) {}

        @Override
        public void host(HostSummary summary, DependencyState state, List<Sample> samples) {}
    }

    private static final class Broken extends FreshProbe {
        Broken() {
            super(Schedule.every(Duration.ofSeconds(5)));
        }

        @Override
        public Finding check() {
            throw new IllegalStateException("no such column");
        }
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
