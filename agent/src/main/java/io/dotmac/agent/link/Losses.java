package io.dotmac.agent.link;

import io.dotmac.model.report.Gap;
import io.dotmac.model.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// Says what is missing when reports are given up.
final class Losses {
    private Losses() {}

    /// A gap for each stretch of one boot of the agent, and the gaps that the lost reports themselves told of.
    static List<Gap> of(List<Report> lost, String cause) {
        return of(lost, List.of(), List.of(), cause);
    }

    /// The same where of some reports only the samples are lost, and some that had none are kept. What is neither was
    /// told already: no gap goes across it.
    static List<Gap> of(List<Report> lost, List<Report> emptied, List<Report> kept, String cause) {
        List<Gap> gaps = new ArrayList<>();
        lost.forEach(report -> gaps.addAll(report.gaps()));
        Map<String, NavigableMap<Long, Optional<Gap>>> byBoot = new LinkedHashMap<>();
        kept.forEach(report -> at(byBoot, report).put(report.seq(), Optional.empty()));
        lost.forEach(report -> at(byBoot, report).put(report.seq(), Optional.of(gap(report, cause))));
        emptied.forEach(report -> at(byBoot, report)
                .put(report.seq(), Optional.of(gap(report, cause)).filter(gap -> gap.samples() > 0)));
        byBoot.values().forEach(reports -> gaps.addAll(stretches(reports)));
        return gaps;
    }

    private static NavigableMap<Long, Optional<Gap>> at(
            Map<String, NavigableMap<Long, Optional<Gap>>> byBoot, Report report) {
        return byBoot.computeIfAbsent(report.boot(), boot -> new TreeMap<>());
    }

    private static Gap gap(Report report, String cause) {
        Instant from = report.samples().size() > 0 ? report.samples().base() : report.collectedAt();
        return new Gap(
                from.isBefore(report.collectedAt()) ? from : report.collectedAt(),
                report.collectedAt(),
                report.seq(),
                report.seq(),
                report.samples().size(),
                cause,
                Optional.of(report.boot()));
    }

    /// @param reports in the order of their numbers, empty for those that are kept
    private static List<Gap> stretches(NavigableMap<Long, Optional<Gap>> reports) {
        List<Gap> stretches = new ArrayList<>();
        Optional<Gap> open = Optional.empty();
        long last = reports.firstKey();
        for (Map.Entry<Long, Optional<Gap>> one : reports.entrySet()) {
            if (one.getKey() > last + 1) {
                open.ifPresent(stretches::add);
                open = Optional.empty();
            }
            last = one.getKey();
            if (one.getValue().isPresent()) {
                Gap next = one.getValue().get();
                open = Optional.of(open.map(gap -> joined(gap, next)).orElse(next));
            }
        }
        open.ifPresent(stretches::add);
        return stretches;
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
