package io.dotmac.agent.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Report;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private static final Instant AT = Instant.parse("2026-03-20T10:00:00Z");

    private final Pace pace = new Pace(Duration.ofHours(1), System::nanoTime);
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Reporter reporter = new Reporter(
            AgentConfig.parse("node: {name: lag-db-1}", Map.of()),
            pace,
            Clock.systemUTC(),
            new Sequence(),
            "0.1.0",
            Extras.NONE,
            reports::add);

    @BeforeEach
    void firstReport() {
        tell(Health.UP);
        reporter.start();
        await().until(() -> reports.size() == 1);
    }

    @AfterEach
    void stop() {
        reporter.close();
    }

    @Test
    void changeIsToldAtOnceWithoutTheRest() {
        tell(Health.DOWN);

        await().until(() -> reports.size() == 2);
        assertThat(reports.get(1).full()).isFalse();
        assertThat(reports.get(1).samples().size()).isZero();
        assertThat(reports.get(1).dependencies())
                .singleElement()
                .satisfies(state -> assertThat(state.health()).isEqualTo(Health.DOWN));
    }

    @Test
    void reportThatCannotBeTakenIsNotTheLast() {
        AtomicBoolean refuses = new AtomicBoolean();
        List<Report> taken = new CopyOnWriteArrayList<>();
        try (Reporter other = new Reporter(
                AgentConfig.parse("node: {name: lag-db-1}", Map.of()),
                pace,
                Clock.systemUTC(),
                new Sequence(),
                "0.1.0",
                Extras.NONE,
                report -> {
                    if (refuses.getAndSet(false)) {
                        throw new IllegalArgumentException("does not fit");
                    }
                    taken.add(report);
                })) {
            tell(other, Health.UP);
            other.start();
            await().until(() -> taken.size() == 1);
            refuses.set(true);
            tell(other, Health.DOWN);
            await().until(() -> !refuses.get());

            tell(other, Health.UP);

            await().until(() -> taken.size() == 2);
        }
    }

    @Test
    void whoeverLooksGetsEverythingOnceAndThenWhatWasMeasured() {
        pace.watch(Duration.ofMinutes(1));
        await().until(() -> reports.size() == 2);
        tell(Health.UP);
        await().until(() -> reports.size() == 3);
        tell(Health.UP);
        await().until(() -> reports.size() == 4);

        assertThat(reports).extracting(Report::full).containsExactly(true, true, false, false);
        assertThat(reports.subList(2, 4)).allSatisfy(report -> {
            assertThat(report.samples().size()).isEqualTo(1);
            assertThat(report.dependencies()).isEmpty();
            assertThat(report.intervalMillis()).isEqualTo(3_600_000);
        });
    }

    private void tell(Health health) {
        tell(reporter, health);
    }

    private static void tell(Reporter reporter, Health health) {
        reporter.dependency(
                new DependencyState(
                        "portal",
                        DependencyKind.HTTP,
                        health,
                        health == Health.UP ? Severity.OK : Severity.CRITICAL,
                        Optional.empty(),
                        Optional.empty(),
                        "answers 200",
                        AT,
                        AT,
                        Optional.empty(),
                        Map.of()),
                List.of(Sample.of("dependency_latency_seconds", 0.01)));
    }
}
