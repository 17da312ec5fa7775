package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Sight;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.live.Viewed;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Everything at once: tiles with counts, and what is wrong now.
public final class PulseViewModel implements AutoCloseable {
    /// What is shown.
    ///
    /// @param tiles nodes, replication, then one for each kind of dependency in a fixed order
    /// @param faults all that is not OK, worst first; a silent node stands for all that it watches, and
    ///     a row for the alerts on it
    /// @param counts of all that nodes watch, by severity
    /// @param away whether the server is, so that what is not among the faults may be wrong all the same
    public record State(List<Tile> tiles, List<Fault> faults, Map<Severity, Integer> counts, boolean away) {
        /// Copies the collections.
        public State {
            tiles = List.copyOf(tiles);
            faults = List.copyOf(faults);
            counts = Map.copyOf(counts);
        }
    }

    /// One figure.
    ///
    /// @param id stable, for example `nodes`, `replication`, `redis`
    /// @param title for example `Worst replica lag`
    /// @param value large, for example `18.4 s` or `211 of 214`
    /// @param caption small, for example `2 stale  1 down`
    /// @param worst of what it counts
    /// @param spark last 15 minutes, oldest first, `NaN` for holes; empty when there is none
    /// @param opens where it leads
    public record Tile(
            String id, String title, String value, String caption, Severity worst, List<Double> spark, Place opens) {
        /// Copies the values.
        public Tile {
            spark = List.copyOf(spark);
        }
    }

    /// Something that is wrong.
    ///
    /// @param topic of the row
    /// @param key of the row
    /// @param severity how bad
    /// @param title what it is, for example `Redis sessions down`
    /// @param where node that sees it
    /// @param summary the probe's own line, or the rule of an alert
    /// @param age since when, for example `41 s`
    /// @param direct whether this console's own probe found it
    public record Fault(
            Topic topic,
            String key,
            Severity severity,
            String title,
            String where,
            String summary,
            String age,
            boolean direct) {}

    private final Viewed viewed;
    private final Tiles tiles;
    private final Value<State> state = new Value<>(new State(List.of(), List.of(), Map.of(), true));
    private final Refresher refresher;

    /// @param viewed whose rows are shown
    /// @param tasks where the counting runs
    public PulseViewModel(Viewed viewed, Tasks tasks) {
        this.viewed = viewed;
        tiles = new Tiles(viewed);
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
        Sight sight = viewed.sight();
        Snapshot snapshot = sight.rows();
        Instant now = sight.now();
        List<Seen<LiveRow.Node>> nodes = snapshot.nodes(now);
        List<Seen<LiveRow.Dependency>> dependencies = snapshot.dependencies(now);
        List<Seen<LiveRow.Replication>> links = snapshot.replication(now);
        List<Seen<LiveRow.Container>> containers = snapshot.containers(now);
        List<Seen<LiveRow.Workload>> workloads = snapshot.workloads(now);
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        dependencies.forEach(seen -> counts.merge(seen.severity(), 1, Integer::sum));
        links.forEach(seen -> counts.merge(seen.severity(), 1, Integer::sum));
        containers.forEach(seen -> counts.merge(seen.severity(), 1, Integer::sum));
        workloads.forEach(seen -> counts.merge(seen.severity(), 1, Integer::sum));
        List<Tile> all = new ArrayList<>(tiles.of(nodes, dependencies, links, now));
        RuntimeTiles.of(containers, workloads, all);
        state.set(new State(
                all,
                Faults.of(nodes, dependencies, links, containers, workloads, snapshot.alerts(now)),
                counts,
                snapshot.isAway()));
    }
}
