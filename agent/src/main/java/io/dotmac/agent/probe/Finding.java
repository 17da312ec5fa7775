package io.dotmac.agent.probe;

import io.dotmac.agent.replication.Member;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one check of a target found.
///
/// @param health before the flap guard
/// @param severity how much that matters
/// @param reason why it is unknown, present just then
/// @param error where the check failed
/// @param summary one line for an operator; redacted
/// @param latencyMillis of a good check
/// @param facts raw
/// @param samples measured on the way
/// @param member what the target says about replication
public record Finding(
        Health health,
        Severity severity,
        @Nullable UnknownReason reason,
        @Nullable ErrorClass error,
        String summary,
        @Nullable Double latencyMillis,
        Map<String, String> facts,
        List<Sample> samples,
        @Nullable Member member) {
    /// Cuts what does not fit a report, and copies the collections.
    public Finding {
        summary = Fitting.line(summary);
        facts = Map.copyOf(Fitting.facts(facts));
        samples = List.copyOf(samples);
    }

    /// It does not work.
    public static Finding down(ErrorClass error, String summary) {
        return new Finding(Health.DOWN, Severity.CRITICAL, null, error, summary, null, Map.of(), List.of(), null);
    }

    /// It cannot be told.
    public static Finding unknown(UnknownReason reason, @Nullable ErrorClass error, String summary) {
        return new Finding(Health.UNKNOWN, Severity.STALE, reason, error, summary, null, Map.of(), List.of(), null);
    }

    /// It answers; `worst` says how well.
    public static Finding answers(
            Remark worst,
            double latencyMillis,
            Map<String, String> facts,
            List<Sample> samples,
            @Nullable Member member) {
        boolean degraded = worst.severity().compareTo(Severity.MINOR) >= 0;
        return new Finding(
                degraded ? Health.DEGRADED : Health.UP,
                worst.severity(),
                null,
                worst.error(),
                worst.text(),
                latencyMillis,
                facts,
                samples,
                member);
    }

    /// Whether it answered.
    public boolean works() {
        return health == Health.UP || health == Health.DEGRADED;
    }

    /// Something that a check noticed.
    ///
    /// @param severity how much it matters
    /// @param error its class, if it is an error
    /// @param text for an operator
    public record Remark(Severity severity, @Nullable ErrorClass error, String text) {
        /// All is well.
        public static Remark fine(String text) {
            return new Remark(Severity.OK, null, text);
        }

        /// The worse of the two, this one when equal.
        public Remark worse(Remark other) {
            return other.severity.compareTo(severity) > 0 ? other : this;
        }
    }
}
