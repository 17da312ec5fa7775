package io.dotmac.model.report;

import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.WorkloadState;
import java.util.List;

/// What a node's container engine and its cluster run: what changed since the last report, now and then everything.
///
/// @param containers what an engine runs
/// @param workloads what a cluster runs, by [WorkloadState#id()]
public record Inventory(Part<ContainerState> containers, Part<WorkloadState> workloads) {
    /// Most states in one part.
    public static final int MAX = 5_000;

    /// One kind of thing.
    ///
    /// @param complete `true` when `states` is all that there is, so that what is absent is gone
    /// @param states new, changed, or all of them
    /// @param gone names of what is no more
    /// @param <S> kind of state
    public record Part<S>(boolean complete, List<S> states, List<String> gone) {
        /// Refuses over-long lists and copies them.
        public Part {
            if (states.size() > MAX || gone.size() > MAX) {
                throw new IllegalArgumentException(
                        "has " + states.size() + " states and " + gone.size() + " gone, at most " + MAX + " each");
            }
            states = List.copyOf(states);
            gone = List.copyOf(gone);
        }

        /// Nothing to tell.
        public static <S> Part<S> none() {
            return new Part<>(false, List.of(), List.of());
        }

        /// Whether it tells nothing.
        public boolean isEmpty() {
            return !complete && states.isEmpty() && gone.isEmpty();
        }
    }

    /// Whether it tells nothing.
    public boolean isEmpty() {
        return containers.isEmpty() && workloads.isEmpty();
    }
}
