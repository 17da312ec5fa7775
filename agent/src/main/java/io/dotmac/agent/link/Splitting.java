package io.dotmac.agent.link;

import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Cuts a report that is too large for the server.
final class Splitting {
    private Splitting() {}

    static boolean possible(Report report) {
        return report.samples().size() > 1;
    }

    /// The report with the first half of its samples; its number stays.
    static Report first(Report report) {
        return with(report, report.seq(), report.boot(), report.monotonicMillis(), true, 0, half(report));
    }

    /// The second half of its samples under a number of its own, without states: those are told already.
    static Report second(Report report, String boot, long seq, long monotonicMillis) {
        return with(
                report,
                seq,
                boot,
                monotonicMillis,
                false,
                half(report),
                report.samples().size());
    }

    private static int half(Report report) {
        return report.samples().size() / 2;
    }

    private static Report with(
            Report report, long seq, String boot, long monotonicMillis, boolean states, int from, int to) {
        Samples all = report.samples();
        Samples part = new Samples(
                all.names(),
                all.base(),
                Arrays.copyOfRange(all.name(), from, to),
                Arrays.copyOfRange(all.after(), from, to),
                Arrays.copyOfRange(all.value(), from, to));
        return new Report(
                boot,
                seq,
                report.collectedAt(),
                monotonicMillis,
                states && report.full(),
                report.intervalMillis(),
                report.agentVersion(),
                report.clockOffsetMillis(),
                report.host(),
                states ? report.dependencies() : List.of(),
                states ? report.replication() : List.of(),
                part,
                states ? report.gaps() : List.of(),
                states ? report.inventory() : Optional.empty());
    }
}
