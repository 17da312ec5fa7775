package io.dotmac.model.alert;

import java.time.Instant;
import java.util.List;

/// What a rule would have done on stored history.
///
/// @param from beginning of the history that was looked at, later than asked for where older values are kept no more;
///     nothing before it counts
/// @param to its end
/// @param series how many series have the rule's metric
/// @param samples how many values were looked at
/// @param fired how often it would have fired
/// @param didFire how often the rule of that name did fire
/// @param missed how many of those it would have missed
/// @param episodes when and where it would have fired, the first 100
public record ReplayResult(
        Instant from,
        Instant to,
        int series,
        long samples,
        int fired,
        int didFire,
        int missed,
        List<Episode> episodes) {
    /// Copies the episodes.
    public ReplayResult {
        episodes = List.copyOf(episodes);
    }

    /// One time that it would have fired.
    ///
    /// @param node name of the node
    /// @param target and `instance` of the series
    /// @param instance part of the target
    /// @param level the worst
    /// @param from when
    /// @param to until when
    public record Episode(String node, String target, String instance, Level level, Instant from, Instant to) {}
}
