package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.LiveStore;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.Topic;
import java.util.List;
import java.util.Map;

/// Everything at once: tiles with counts, and what is wrong now.
public final class PulseViewModel implements AutoCloseable {
    /// What is shown.
    ///
    /// @param tiles nodes, replication, then one for each kind of dependency, worst first
    /// @param faults all rows that are not OK, worst first
    /// @param counts of dependencies and links by severity
    public record State(List<Tile> tiles, List<Fault> faults, Map<Severity, Integer> counts) {
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
    /// @param value large, for example `18.4 s` or `211/214`
    /// @param caption small, for example `2 stale  1 down`
    /// @param worst of what it counts; `STALE` when all of it is stale
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
    /// @param summary the probe's own line
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

    private final Value<State> state = new Value<>(new State(List.of(), List.of(), Map.of()));

    /// @param store whose rows are shown
    /// @param tasks where the counting runs
    public PulseViewModel(LiveStore store, Tasks tasks) {}

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    @Override
    public void close() {}
}
