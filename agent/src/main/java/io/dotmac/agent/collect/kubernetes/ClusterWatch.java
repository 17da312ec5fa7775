package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.VersionApi;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Whether the cluster itself answers and is ready; told as a dependency. Checked by one thread.
final class ClusterWatch {
    /// Longest wait for an answer.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final System.Logger LOG = System.getLogger(ClusterWatch.class.getName());
    private static final Duration SECOND_CHECK = Duration.ofMillis(300);
    private static final double MILLION = 1e6;

    private final ClusterBook book;
    private final Clock clock;
    private final CollectSink sink;
    private final Runnable back;
    private final LongSupplier failures;
    private final Wake pause = new Wake();
    private @Nullable ApiClient client;
    private @Nullable Health health;
    private String version = "";
    private Instant since = Instant.EPOCH;

    /// What a check found.
    private record Found(
            Health health,
            Severity severity,
            Optional<UnknownReason> reason,
            Optional<ErrorClass> error,
            String summary,
            @Nullable Double millis) {}

    /// @param back is called when the cluster answers again
    /// @param failures of lists and watches so far
    ClusterWatch(ClusterBook book, Clock clock, CollectSink sink, Runnable back, LongSupplier failures) {
        this.book = book;
        this.clock = clock;
        this.sink = sink;
        this.back = back;
        this.failures = failures;
    }

    /// Asks by this client from now on.
    void use(ApiClient asked) {
        client = asked;
    }

    void check() throws InterruptedException {
        ApiClient asked = client;
        if (asked == null) {
            return;
        }
        Found found = find(asked);
        if (found.health() == Health.DOWN) {
            pause.await(SECOND_CHECK);
            found = find(asked);
        }
        boolean was = health == Health.DOWN;
        if (found.health() == Health.DOWN) {
            version = "";
            book.down();
        } else {
            book.up();
        }
        tell(found);
        if (was && found.health() != Health.DOWN) {
            back.run();
        }
    }

    private Found find(ApiClient asked) {
        long before = System.nanoTime();
        try {
            Readiness readiness = Readiness.of(asked);
            double millis = (System.nanoTime() - before) / MILLION;
            if (readiness.unauthorized()) {
                return new Found(
                        Health.UNKNOWN,
                        Severity.STALE,
                        Optional.of(UnknownReason.PERMISSION),
                        Optional.of(ErrorClass.AUTH),
                        Faults.text(ErrorClass.AUTH, address(asked)),
                        millis);
            }
            return readiness.ready() ? ready(asked, millis) : notReady(readiness, millis);
        } catch (IOException | ApiException e) {
            ErrorClass error = Faults.classOf(e);
            return new Found(
                    Health.DOWN,
                    Severity.CRITICAL,
                    Optional.empty(),
                    Optional.of(error),
                    Faults.text(error, address(asked)),
                    null);
        }
    }

    private static Found notReady(Readiness readiness, double millis) {
        return new Found(
                Health.DEGRADED,
                Severity.MAJOR,
                Optional.empty(),
                Optional.of(ErrorClass.STARTING_UP),
                readiness.summary(),
                millis);
    }

    private Found ready(ApiClient asked, double millis) {
        Optional<ErrorClass> blind = book.blindness();
        return new Found(
                blind.isEmpty() ? Health.UP : Health.DEGRADED,
                blind.isEmpty() ? Severity.OK : Severity.MINOR,
                Optional.empty(),
                blind,
                "kubernetes " + version(asked) + ", " + book.summary(),
                millis);
    }

    private String version(ApiClient asked) {
        if (version.isEmpty()) {
            try {
                version =
                        String.valueOf(new VersionApi(asked).getCode().execute().getGitVersion());
            } catch (ApiException | IllegalArgumentException e) {
                return "of a version that it does not tell";
            }
        }
        return version;
    }

    private static String address(ApiClient asked) {
        return String.valueOf(URI.create(asked.getBasePath()).getAuthority());
    }

    /// The configuration cannot be used as it is.
    void unusable(String why) {
        tell(new Found(Health.DOWN, Severity.CRITICAL, Optional.empty(), Optional.of(ErrorClass.AUTH), why, null));
    }

    private void tell(Found found) {
        Instant at = clock.instant();
        Health now = found.health();
        if (now != health) {
            LOG.log(
                    now == Health.UP ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "cluster changed health={0} was={1} summary=\"{2}\"",
                    now,
                    health == null ? "new" : health,
                    found.summary());
            health = now;
            since = at;
        }
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of("dotmac_agent_kubernetes_watch_failures_total", failures.getAsLong()));
        if (now != Health.UNKNOWN) {
            samples.add(Sample.of(Metrics.DEPENDENCY_UP, now == Health.DOWN ? 0 : 1));
        }
        sink.dependency(
                new DependencyState(
                        Metrics.KUBERNETES_TARGET,
                        DependencyKind.KUBERNETES,
                        now,
                        found.severity(),
                        found.reason(),
                        found.error(),
                        PodJudge.line(found.summary()),
                        since,
                        at,
                        Optional.ofNullable(found.millis()),
                        Map.of()),
                samples);
    }
}
