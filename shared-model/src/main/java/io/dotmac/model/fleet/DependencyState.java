package io.dotmac.model.fleet;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What a probe found at its last check.
///
/// @param name of the dependency, unique on its node
/// @param kind what it is
/// @param health whether it works, after the flap guard
/// @param severity how much that matters
/// @param reason why `health` is unknown, present just then
/// @param error where the last check failed
/// @param summary one line for an operator, for example `refused by 127.0.0.1:6379`; redacted
/// @param since when `health` last changed, agent's clock
/// @param checkedAt when it was last checked, agent's clock
/// @param latencyMillis of the last good check
/// @param facts what the probe read, raw, for the detail view, for example `version` to `18.6`
public record DependencyState(
        String name,
        DependencyKind kind,
        Health health,
        Severity severity,
        Optional<UnknownReason> reason,
        Optional<ErrorClass> error,
        String summary,
        Instant since,
        Instant checkedAt,
        Optional<Double> latencyMillis,
        Map<String, String> facts) {
    /// Characters that a summary may have.
    public static final int MAX_SUMMARY = 500;

    /// How many facts there may be.
    public static final int MAX_FACTS = 100;

    /// Refuses over-long parts and copies the facts.
    public DependencyState {
        Check.name("name", name, 64);
        Check.line("summary", summary, MAX_SUMMARY);
        if (facts.size() > MAX_FACTS) {
            throw new IllegalArgumentException("facts has " + facts.size() + " entries, at most " + MAX_FACTS);
        }
        facts = Map.copyOf(facts);
    }
}
