package io.dotmac.server.fleet.remote;

import io.dotmac.model.report.SeriesName;
import java.util.HashSet;
import java.util.Set;

/// What a node watches no more.
///
/// @param targets dependencies and replication links
/// @param containers by whose names the engine's series are told apart
public record Gone(Set<String> targets, Set<String> containers) {
    /// Nothing.
    public static final Gone NOTHING = new Gone(Set.of(), Set.of());

    private static final String OF_CONTAINERS = "container_";

    /// Copies the sets.
    public Gone {
        targets = Set.copyOf(targets);
        containers = Set.copyOf(containers);
    }

    boolean isNothing() {
        return targets.isEmpty() && containers.isEmpty();
    }

    /// Whether that series is of it.
    boolean includes(SeriesName series) {
        return targets.contains(series.target())
                || (containers.contains(series.instance()) && series.metric().startsWith(OF_CONTAINERS));
    }

    /// Both.
    public Gone and(Gone other) {
        return new Gone(union(targets, other.targets), union(containers, other.containers));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
