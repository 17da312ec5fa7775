package io.dotmac.agent.link;

import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says what is missing when reports are given up.
final class Losses {
    private Losses() {}

    /// One gap per boot of the agent, and the gaps that the lost reports themselves told of.
    static List<Gap> of(List<Report> lost, String cause) {
        return of(lost, List.of(), cause);
    }

    /// The same where of some reports only the samples are lost.
    static List<Gap> of(List<Report> lost, List<Report> emptied, String cause) {
        Map<String, Gap> gapByBoot = new LinkedHashMap<>();
        List<Gap> gaps = new ArrayList<>();
        lost.forEach(report -> gaps.addAll(report.gaps()));
        List<Report> all = new ArrayList<>(lost);
        emptied.stream().filter(report -> report.samples().size() > 0).forEach(all::add);
        for (Report report : all) {
            Instant from = report.samples().size() > 0 ? report.samples().base() : report.collectedAt();
            Gap gap = new Gap(
                    from.isBefore(report.collectedAt()) ? from : report.collectedAt(),
                    report.collectedAt(),
                    report.seq(),
                    report.seq(),
                    report.samples().size(),
                    cause,
                    Optional.of(report.boot()));
            gapByBoot.merge(report.boot(), gap, Losses::joined);
        }
        gaps.addAll(gapByBoot.values());
        return gaps;
    }

    /// Both as one; they are of the same boot.
    static Gap joined(Gap a, Gap b) {
        return new Gap(
                a.from().isBefore(b.from()) ? a.from() : b.from(),
                a.to().isAfter(b.to()) ? a.to() : b.to(),
                Math.min(a.firstSeq(), b.firstSeq()),
                Math.max(a.lastSeq(), b.lastSeq()),
                a.samples() + b.samples(),
                a.cause(),
                a.boot());
    }
}
