package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.Severity;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.VersionApi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether the cluster itself answers; told as a dependency. Checked by one thread, suspected by any.
final class ClusterWatch {
    /// Longest wait for an answer.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final System.Logger LOG = System.getLogger(ClusterWatch.class.getName());
    private static final Duration SECOND_CHECK = Duration.ofMillis(300);
    private static final int REFUSED_FROM = 400;
    private static final double MILLION = 1e6;

    private final ClusterBook book;
    private final Clock clock;
    private final CollectSink sink;
    private final Runnable back;
    private final Wake pause = new Wake();
    private @Nullable VersionApi api;
    private @Nullable Health health;
    private Instant since = Instant.EPOCH;

    /// @param back is called when the cluster answers again
    ClusterWatch(ClusterBook book, Clock clock, CollectSink sink, Runnable back) {
        this.book = book;
        this.clock = clock;
        this.sink = sink;
        this.back = back;
    }

    /// Asks by this client from now on.
    void use(ApiClient client) {
        api = new VersionApi(client);
    }

    void check() throws InterruptedException {
        VersionApi asked = api;
        if (asked == null || answers(asked).isEmpty()) {
            return;
        }
        pause.await(SECOND_CHECK);
        answers(asked).ifPresent(this::down);
    }

    /// Why not; an answer of any kind is one.
    private Optional<String> answers(VersionApi asked) {
        long before = System.nanoTime();
        try {
            String version = asked.getCode().execute().getGitVersion();
            up(String.valueOf(version), (System.nanoTime() - before) / MILLION);
            return Optional.empty();
        } catch (ApiException e) {
            if (e.getCode() >= REFUSED_FROM && e.getCode() < 500) {
                up("version not told", (System.nanoTime() - before) / MILLION);
                return Optional.empty();
            }
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return Optional.of(root.getClass().getSimpleName() + ": " + root.getMessage());
        }
    }

    private void up(String version, double millis) {
        boolean was = health == Health.DOWN;
        book.up();
        boolean all = book.allAllowed();
        tell(
                all ? Health.UP : Health.DEGRADED,
                all ? Severity.OK : Severity.MINOR,
                all ? Optional.empty() : Optional.of(ErrorClass.PERMISSION),
                "kubernetes " + version + ", " + book.summary(),
                millis);
        if (was) {
            back.run();
        }
    }

    private void down(String why) {
        book.down();
        tell(Health.DOWN, Severity.CRITICAL, Optional.of(ErrorClass.REFUSED), why, null);
    }

    /// The configuration cannot be used as it is.
    void unusable(String why) {
        tell(Health.DOWN, Severity.CRITICAL, Optional.of(ErrorClass.AUTH), why, null);
    }

    private void tell(
            Health now, Severity severity, Optional<ErrorClass> error, String summary, @Nullable Double millis) {
        Instant at = clock.instant();
        if (now != health) {
            LOG.log(
                    now == Health.UP ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                    "cluster changed health={0} was={1} summary=\"{2}\"",
                    now,
                    health == null ? "new" : health,
                    summary);
            health = now;
            since = at;
        }
        sink.dependency(
                new DependencyState(
                        Metrics.KUBERNETES_TARGET,
                        DependencyKind.KUBERNETES,
                        now,
                        severity,
                        Optional.empty(),
                        error,
                        PodJudge.line(summary),
                        since,
                        at,
                        Optional.ofNullable(millis),
                        Map.of()),
                List.of(Sample.of(Metrics.DEPENDENCY_UP, now == Health.DOWN ? 0 : 1)));
    }
}
