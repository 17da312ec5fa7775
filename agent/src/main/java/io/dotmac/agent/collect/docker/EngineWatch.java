package io.dotmac.agent.collect.docker;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Whether the engine itself answers; told as a dependency. Checked by one thread, suspected by any.
final class EngineWatch {
    private static final System.Logger LOG = System.getLogger(EngineWatch.class.getName());
    private static final Duration RHYTHM = Duration.ofSeconds(10);
    private static final Duration SECOND_CHECK = Duration.ofMillis(300);
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final double MILLION = 1e6;

    private final DockerEngine engine;
    private final ContainerBook book;
    private final Clock clock;
    private final CollectSink sink;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Wake pause = new Wake();
    private volatile boolean suspected;
    private DockerEngine.@Nullable About about;
    private @Nullable Health health;
    private Instant since = Instant.EPOCH;
    private long checkAt = System.nanoTime();
    private int failures;

    EngineWatch(DockerEngine engine, ContainerBook book, Clock clock, CollectSink sink) {
        this.engine = engine;
        this.book = book;
        this.clock = clock;
        this.sink = sink;
    }

    /// Something failed: the next check comes at once.
    void failed(EngineFailure failure) {
        LOG.log(System.Logger.Level.DEBUG, "engine failed reason=\"{0}\"", failure.getMessage());
        suspect();
    }

    void suspect() {
        suspected = true;
    }

    Duration untilCheck() {
        return suspected ? Duration.ZERO : Duration.ofNanos(Math.max(0, checkAt - System.nanoTime()));
    }

    /// Whether the engine answers; when it does not, a pause has passed.
    boolean check() throws InterruptedException {
        if (!suspected && about != null && System.nanoTime() - checkAt < 0) {
            return true;
        }
        suspected = false;
        try {
            answers();
            return true;
        } catch (EngineFailure first) {
            pause.await(SECOND_CHECK);
            try {
                answers();
                return true;
            } catch (EngineFailure second) {
                down(second);
                pause.await(backoff());
                return false;
            }
        }
    }

    private void answers() {
        long before = System.nanoTime();
        DockerEngine.About known = about;
        if (known == null) {
            known = engine.negotiate();
        } else {
            engine.ping();
        }
        double millis = (System.nanoTime() - before) / MILLION;
        about = known;
        failures = 0;
        checkAt = System.nanoTime() + RHYTHM.toNanos();
        book.up(known.runtime());
        tell(Health.UP, Optional.empty(), known.runtime() + " " + known.version() + ", " + book.summary(), millis);
    }

    private void down(EngineFailure failure) {
        about = null;
        failures++;
        book.down();
        tell(Health.DOWN, Optional.of(failure.error()), failure.getMessage(), null);
    }

    private Duration backoff() {
        long cap = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 5));
        return Duration.ofMillis(cap / 2 + random.nextLong(cap / 2 + 1));
    }

    private void tell(Health now, Optional<ErrorClass> error, @Nullable String summary, @Nullable Double millis) {
        Instant at = clock.instant();
        if (now != health) {
            LOG.log(
                    now == Health.UP ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "container engine changed health={0} was={1} summary=\"{2}\"",
                    now,
                    health == null ? "new" : health,
                    summary);
            health = now;
            since = at;
        }
        DockerEngine.About known = about;
        sink.dependency(
                new DependencyState(
                        Metrics.DOCKER_TARGET,
                        DependencyKind.DOCKER,
                        now,
                        now == Health.UP ? Severity.OK : Severity.CRITICAL,
                        Optional.empty(),
                        error,
                        Tracked.cut(String.valueOf(summary), 500),
                        since,
                        at,
                        Optional.ofNullable(millis),
                        known == null
                                ? Map.of()
                                : Map.of("api", known.api(), "version", known.version(), "runtime", known.runtime())),
                samples(now, millis));
    }

    private static List<Sample> samples(Health now, @Nullable Double millis) {
        Sample up = Sample.of(Metrics.DEPENDENCY_UP, now == Health.UP ? 1 : 0);
        return millis == null ? List.of(up) : List.of(up, Sample.of(Metrics.DEPENDENCY_LATENCY_SECONDS, millis / 1000));
    }
}
