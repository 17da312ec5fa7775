package io.dotmac.agent.link;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Ready-made reports.
final class Reports {
    static final Instant AT = Instant.parse("2026-03-20T10:00:00Z");

    private Reports() {}

    /// A regular report with that many samples, which do not compress.
    static Report regular(String boot, long seq, int samples) {
        SplittableRandom random = new SplittableRandom(seq);
        int[] name = new int[samples];
        int[] after = new int[samples];
        double[] value = new double[samples];
        for (int row = 0; row < samples; row++) {
            after[row] = row;
            value[row] = random.nextDouble();
        }
        Instant at = AT.plusSeconds(seq);
        return report(
                boot, seq, true, new Samples(List.of(new SeriesName("host", "load", "")), at, name, after, value));
    }

    /// The same with what is watched down.
    static Report down(Report report) {
        DependencyState up = report.dependencies().getFirst();
        DependencyState down = new DependencyState(
                up.name(),
                up.kind(),
                Health.DOWN,
                Severity.CRITICAL,
                Optional.empty(),
                Optional.of(ErrorClass.REFUSED),
                "refused",
                report.collectedAt(),
                up.checkedAt(),
                Optional.empty(),
                Map.of());
        return new Report(
                report.boot(),
                report.seq(),
                report.collectedAt(),
                report.monotonicMillis(),
                report.full(),
                report.intervalMillis(),
                report.agentVersion(),
                report.clockOffsetMillis(),
                report.host(),
                List.of(down),
                report.replication(),
                report.samples(),
                report.gaps());
    }

    /// A change of state.
    static Report change(String boot, long seq) {
        return report(boot, seq, false, Samples.none(AT.plusSeconds(seq)));
    }

    /// The same, made and measured at another time by an agent that knows more.
    static Report at(Report report, Instant at, Optional<Long> clockOffsetMillis, List<Gap> gaps) {
        Samples samples = report.samples();
        return new Report(
                report.boot(),
                report.seq(),
                at,
                report.monotonicMillis(),
                report.full(),
                report.intervalMillis(),
                report.agentVersion(),
                clockOffsetMillis,
                report.host(),
                report.dependencies(),
                report.replication(),
                new Samples(samples.names(), at, samples.name(), samples.after(), samples.value()),
                gaps);
    }

    private static Report report(String boot, long seq, boolean full, Samples samples) {
        Instant at = AT.plusSeconds(seq);
        DependencyState redis = new DependencyState(
                "sessions",
                DependencyKind.REDIS,
                Health.UP,
                Severity.OK,
                Optional.empty(),
                Optional.empty(),
                "primary",
                AT,
                at,
                Optional.of(0.4),
                Map.of());
        return new Report(
                boot,
                seq,
                at,
                seq * 1000,
                full,
                10_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(redis),
                List.of(),
                samples,
                List.of());
    }
}
