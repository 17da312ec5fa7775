package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.History;
import io.dotmac.console.live.LiveStore;
import io.dotmac.model.fleet.Severity;
import java.util.List;

/// Replication links with their last 15 minutes, grouped by primary: for topology and charts.
public final class ReplicationViewModel implements AutoCloseable {
    /// What is shown.
    ///
    /// @param groups one for each primary, worst first
    public record State(List<Group> groups) {
        /// Copies the list.
        public State {
            groups = List.copyOf(groups);
        }

        /// All links, group by group.
        public List<Link> links() {
            return groups.stream().flatMap(group -> group.links().stream()).toList();
        }
    }

    /// A primary and its copies.
    ///
    /// @param primary name or address
    /// @param cluster what both sides have in common
    /// @param severity worst of its links
    /// @param links worst first
    public record Group(String primary, String cluster, Severity severity, List<Link> links) {
        /// Copies the links.
        public Group {
            links = List.copyOf(links);
        }
    }

    /// A copy, ready to draw.
    ///
    /// @param key of the row
    /// @param name of the link
    /// @param primary name or address
    /// @param standby name or address
    /// @param node that sees it
    /// @param kind for example `postgresql physical`
    /// @param state for example `streaming`
    /// @param sync for example `async`
    /// @param lag for example `18.4 s`, `> 18.4 s`, `unknown`
    /// @param lagSeconds the same, `NaN` when unknown
    /// @param bytes behind, for example `41 MB`; empty when unknown
    /// @param slot name, may be empty
    /// @param slotKeeps for example `58 MB`; empty when unknown
    /// @param summary the probe's own line
    /// @param severity how bad; never `OK` when stale
    /// @param stale whether it is older than three intervals
    /// @param direct whether this console's own probe found it
    /// @param minorSeconds lag from which it is a warning
    /// @param majorSeconds lag from which it is critical
    /// @param history the last 15 minutes; `history.buckets(now, span, n)` is a sparkline
    public record Link(
            String key,
            String name,
            String primary,
            String standby,
            String node,
            String kind,
            String state,
            String sync,
            String lag,
            double lagSeconds,
            String bytes,
            String slot,
            String slotKeeps,
            String summary,
            Severity severity,
            boolean stale,
            boolean direct,
            double minorSeconds,
            double majorSeconds,
            History history) {}

    private final Value<State> state = new Value<>(new State(List.of()));

    /// @param store whose rows are shown
    /// @param tasks where the grouping runs
    public ReplicationViewModel(LiveStore store, Tasks tasks) {}

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    @Override
    public void close() {}
}
