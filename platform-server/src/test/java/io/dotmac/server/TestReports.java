package io.dotmac.server;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Ready-made reports. Each method returns a changed copy.
public record TestReports(
        String boot,
        long seq,
        Instant at,
        boolean full,
        Optional<Long> clockOffsetMillis,
        List<DependencyState> dependencies,
        List<ReplicationLink> replication,
        Samples samples,
        List<Gap> gaps) {
    /// The series of [#withSamples(int)].
    public static final SeriesName LATENCY = new SeriesName("redis", "dependency_latency_seconds", "");

    /// A full report with nothing in it.
    public static TestReports of(String boot, long seq, Instant at) {
        return new TestReports(
                boot, seq, at, true, Optional.empty(), List.of(), List.of(), Samples.none(at), List.of());
    }

    /// With a dependency in the given health.
    public TestReports with(String name, Health health) {
        return with(name, health, Map.of("version", "7.0"));
    }

    /// With a dependency of which these facts are known.
    public TestReports with(String name, Health health, Map<String, String> facts) {
        List<DependencyState> more = new ArrayList<>(dependencies);
        more.add(new DependencyState(
                name,
                DependencyKind.REDIS,
                health,
                health == Health.UP ? Severity.OK : Severity.CRITICAL,
                Optional.empty(),
                Optional.empty(),
                name + " is " + health,
                at,
                at,
                Optional.of(0.4),
                facts));
        return new TestReports(boot, seq, at, full, clockOffsetMillis, more, replication, samples, gaps);
    }

    /// With a replication link that lags.
    public TestReports withLink(String name, double lagSeconds) {
        List<ReplicationLink> more = new ArrayList<>(replication);
        more.add(new ReplicationLink(
                name,
                ReplicationKind.POSTGRESQL_PHYSICAL,
                "7312",
                "primary",
                name,
                LinkState.STREAMING,
                "async",
                Optional.of(lagSeconds),
                false,
                Optional.of(1_024L),
                Optional.empty(),
                Optional.empty(),
                Health.UP,
                Severity.OK,
                Optional.empty(),
                "streams",
                at,
                at,
                Map.of()));
        return new TestReports(boot, seq, at, full, clockOffsetMillis, dependencies, more, samples, gaps);
    }

    /// With `count` samples of [#LATENCY], one a millisecond from `at` on.
    public TestReports withSamples(int count) {
        int[] name = new int[count];
        int[] after = new int[count];
        double[] value = new double[count];
        for (int row = 0; row < count; row++) {
            after[row] = row;
            value[row] = row;
        }
        Samples rows = new Samples(List.of(LATENCY), at, name, after, value);
        return new TestReports(boot, seq, at, full, clockOffsetMillis, dependencies, replication, rows, gaps);
    }

    /// With one more value, told for `at`.
    public TestReports with(SeriesName series, double value) {
        List<SeriesName> names = new ArrayList<>(samples.names());
        names.add(series);
        int row = samples.size();
        int[] name = Arrays.copyOf(samples.name(), row + 1);
        int[] after = Arrays.copyOf(samples.after(), row + 1);
        double[] values = Arrays.copyOf(samples.value(), row + 1);
        name[row] = names.size() - 1;
        values[row] = value;
        Samples more = new Samples(names, at, name, after, values);
        return new TestReports(boot, seq, at, full, clockOffsetMillis, dependencies, replication, more, gaps);
    }

    /// With a gap of ten samples.
    public TestReports withGap() {
        return withGap(new Gap(at.minusSeconds(60), at, 1, 2, 10, "spool full"));
    }

    /// With one gap more.
    public TestReports withGap(Gap gap) {
        List<Gap> more = new ArrayList<>(gaps);
        more.add(gap);
        return new TestReports(boot, seq, at, full, clockOffsetMillis, dependencies, replication, samples, more);
    }

    /// Only what changed.
    public TestReports partial() {
        return new TestReports(boot, seq, at, false, clockOffsetMillis, dependencies, replication, samples, gaps);
    }

    /// By a clock that is ahead and knows by how much.
    public TestReports clockAhead(long millis) {
        return new TestReports(boot, seq, at, full, Optional.of(millis), dependencies, replication, samples, gaps);
    }

    /// As it goes over the wire.
    public Report report() {
        return new Report(
                boot,
                seq,
                at,
                seq * 1_000,
                full,
                10_000,
                "0.1.0",
                clockOffsetMillis,
                Optional.empty(),
                dependencies,
                replication,
                samples,
                gaps);
    }
}
