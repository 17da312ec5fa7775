package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.History;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Sight;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.resource.Words;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    /// @param primarySeverity of the primary itself, as its own probe found it; STALE where nothing tells of it
    /// @param links worst first
    public record Group(String primary, String cluster, Severity severity, Severity primarySeverity, List<Link> links) {
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

    private final Viewed viewed;
    private final Value<State> state = new Value<>(new State(List.of()));
    private final Refresher refresher;

    /// @param viewed whose rows are shown
    /// @param tasks where the grouping runs
    public ReplicationViewModel(Viewed viewed, Tasks tasks) {
        this.viewed = viewed;
        refresher = new Refresher(viewed, tasks, this::compute);
    }

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    @Override
    public void close() {
        refresher.close();
    }

    private void compute() {
        Comparator<Link> worstFirst = Comparator.comparing(Link::severity)
                .reversed()
                .thenComparing(Link::name)
                .thenComparing(Link::key);
        Sight sight = viewed.sight();
        Instant now = sight.now();
        Map<String, Severity> severityByName = new HashMap<>();
        for (Seen<LiveRow.Dependency> seen : sight.rows().dependencies(now)) {
            severityByName.merge(Clean.line(seen.row().state().name()), seen.severity(), Severity::worse);
        }
        Map<String, List<Link>> linksByPrimary = new TreeMap<>();
        Map<String, String> clusterByPrimary = new TreeMap<>();
        for (Seen<LiveRow.Replication> seen : sight.rows().replication(now)) {
            Link link = link(seen);
            linksByPrimary
                    .computeIfAbsent(link.primary(), _ -> new ArrayList<>())
                    .add(link);
            clusterByPrimary.put(link.primary(), Clean.line(seen.row().link().cluster()));
        }
        List<Group> groups = new ArrayList<>();
        linksByPrimary.forEach((primary, links) -> {
            links.sort(worstFirst);
            groups.add(new Group(
                    primary,
                    clusterByPrimary.getOrDefault(primary, ""),
                    links.getFirst().severity(),
                    severityByName.getOrDefault(primary, inferred(links)),
                    links));
        });
        groups.sort(Comparator.comparing(Group::severity).reversed().thenComparing(Group::primary));
        state.set(new State(groups));
    }

    /// What its copies tell of a primary that nobody probes: who is followed, works.
    private static Severity inferred(List<Link> links) {
        boolean followed = links.stream().anyMatch(link -> !link.stale() && !Double.isNaN(link.lagSeconds()));
        return followed ? Severity.OK : Severity.STALE;
    }

    private Link link(Seen<LiveRow.Replication> seen) {
        ReplicationLink link = seen.row().link();
        return new Link(
                seen.row().key(),
                Clean.line(link.name()),
                Clean.line(link.primary()),
                Clean.line(link.standby()),
                Clean.line(seen.row().nodeName()),
                Words.of(link.kind()),
                Words.of(link.state()),
                Clean.line(link.sync()),
                Words.lag(link),
                link.lagSeconds().orElse(Double.NaN),
                link.lagBytes().map(Units::bytes).orElse(""),
                Clean.line(link.slot().orElse("")),
                link.slotKeepsBytes().map(Units::bytes).orElse(""),
                Clean.line(link.summary()),
                seen.severity(),
                seen.stale(),
                seen.direct(),
                limit(link, "lag_warn_seconds", link.kind() == ReplicationKind.REDIS ? 3 : 10),
                limit(link, "lag_critical_seconds", link.kind() == ReplicationKind.REDIS ? 10 : 60),
                viewed.lag(seen.row().key()));
    }

    /// The agent's own limit when it tells it, else the one that agents start with.
    private static double limit(ReplicationLink link, String fact, double otherwise) {
        String told = link.facts().getOrDefault(fact, "");
        return told.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") ? Double.parseDouble(told) : otherwise;
    }
}
