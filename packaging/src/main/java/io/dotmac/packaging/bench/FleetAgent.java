package io.dotmac.packaging.bench;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.link.Enroller;
import io.dotmac.agent.link.Link;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.report.Sequence;
import io.dotmac.client.ApiClient;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// The real agent's link (key, spool, control channel, retries) with made-up findings instead of probes.
final class FleetAgent implements AutoCloseable {
    private static final String VERSION = "bench";
    private static final int SERIES = 30;

    private final Link link;
    private final Sequence sequence;
    private final Clock clock;
    private final List<SeriesName> series = IntStream.range(0, SERIES)
            .mapToObj(index -> new SeriesName("host", "bench_value", "s" + index))
            .toList();
    private long sentBefore;
    private boolean seen;

    private FleetAgent(Link link, Sequence sequence, Clock clock) {
        this.link = link;
        this.sequence = sequence;
        this.clock = clock;
    }

    /// Enrols a node of that name and connects.
    ///
    /// @param operator may mint enrolment tokens
    static FleetAgent enrol(ApiClient operator, String name, Path folder, Clock clock) throws IOException {
        EnrolmentToken token = operator.post(
                "/api/v1/agents/enrolment-tokens",
                new NewEnrolmentToken(Optional.of(name), Optional.empty(), Optional.empty()),
                EnrolmentToken.class);
        AgentConfig config = AgentConfig.parse(
                "server: {url: \"%s\"}%nnode: {name: %s}%nstate-dir: %s%n"
                        .formatted(operator.base(), name, folder.resolve(name)),
                Map.of());
        Enroller.enrol(config, token.token(), VERSION);
        Sequence sequence = new Sequence();
        Link link = Link.open(config, new Pace(config.interval(), System::nanoTime), clock, sequence);
        link.start();
        return new FleetAgent(link, sequence, clock);
    }

    /// Hands a regular report to the link.
    void report() {
        Instant now = clock.instant();
        DependencyState state = new DependencyState(
                "cache",
                DependencyKind.REDIS,
                Health.UP,
                Severity.OK,
                Optional.empty(),
                Optional.empty(),
                "primary",
                now,
                now,
                Optional.empty(),
                Map.of());
        int[] names = IntStream.range(0, SERIES).toArray();
        double[] values = IntStream.range(0, SERIES).mapToDouble(index -> index).toArray();
        link.accept(new Report(
                sequence.boot(),
                sequence.next(),
                now,
                sequence.monotonicMillis(),
                true,
                10_000,
                VERSION,
                link.clockOffsetMillis(),
                Optional.empty(),
                List.of(state),
                List.of(),
                new Samples(series, now, names, new int[SERIES], values),
                link.takeGaps()));
    }

    /// From now on only what gets through later counts as an arrival.
    void forgetArrival() {
        sentBefore = link.sent();
        seen = false;
    }

    /// `true` once: when a report got through for the first time since then.
    boolean arrived() {
        if (seen || link.sent() == sentBefore) {
            return false;
        }
        seen = true;
        return true;
    }

    /// Whether it came back and has nothing left.
    boolean isBack() {
        return seen && link.isDrained();
    }

    Callable<Void> closing() {
        return () -> {
            close();
            return null;
        };
    }

    @Override
    public void close() {
        link.close();
    }
}
