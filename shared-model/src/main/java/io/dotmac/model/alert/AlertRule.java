package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.Optional;

/// When a measured value becomes an alert.
///
/// @param name unique in the tenant; a rule with the name of a shipped one takes its place
/// @param summary of its alerts; `{value}`, `{edge}`, `{target}`, `{instance}` and `{node}` are filled in
/// @param metric that is watched
/// @param target that alone is watched; all that have the metric when absent
/// @param below whether values below the edges are bad, and not those above
/// @param warning edge; the value itself is still good
/// @param critical edge; the value itself is not yet critical
/// @param forSeconds how long a value must be past an edge
/// @param margin how far it must come back over the edge to be good again
/// @param missing what it means when the values stop while the node is heard
/// @param unit of the values, for people, for example `%`
/// @param enabled whether it is watched
/// @param shipped whether it comes with the program
public record AlertRule(
        String name,
        String summary,
        String metric,
        Optional<String> target,
        boolean below,
        Optional<Double> warning,
        Optional<Double> critical,
        long forSeconds,
        double margin,
        MissingData missing,
        String unit,
        boolean enabled,
        boolean shipped) {
    private static final String NAME = "[a-z][a-z0-9-]{0,62}";

    /// Refuses what makes no sense.
    public AlertRule {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("name must match " + NAME);
        }
        Check.name("summary", summary, 200);
        Check.name("metric", metric, 100);
        target.ifPresent(one -> Check.name("target", one, 64));
        Check.line("unit", unit, 16);
        Check.range("for_seconds", forSeconds, 0, 86_400);
        if (warning.isEmpty() && critical.isEmpty()) {
            throw new IllegalArgumentException("has neither a warning nor a critical edge, must have one");
        }
        finite(warning.orElse(0.0));
        finite(critical.orElse(0.0));
        finite(margin);
        if (margin < 0) {
            throw new IllegalArgumentException("margin is " + margin + ", must not be negative");
        }
        if (warning.isPresent()
                && critical.isPresent()
                && (below ? critical.get() > warning.get() : critical.get() < warning.get())) {
            throw new IllegalArgumentException(
                    "critical edge " + critical.get() + " is milder than warning edge " + warning.get());
        }
    }

    /// The edge of a level.
    public Optional<Double> edge(Level level) {
        return switch (level) {
            case OK -> Optional.empty();
            case WARNING -> warning;
            case CRITICAL -> critical;
        };
    }

    private static void finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("edges and margin must be finite numbers");
        }
    }
}
