package io.dotmac.console.view;

import io.dotmac.console.live.Seen;
import io.dotmac.console.view.PulseViewModel.Tile;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.util.ArrayList;
import java.util.List;

/// Counts containers and workloads into tiles of the overview, where there are any.
final class RuntimeTiles {
    private RuntimeTiles() {}

    static void of(List<Seen<LiveRow.Container>> containers, List<Seen<LiveRow.Workload>> workloads, List<Tile> tiles) {
        if (!containers.isEmpty()) {
            long run = containers.stream()
                    .filter(seen -> !seen.stale() && seen.row().state().phase() == ContainerPhase.RUNNING)
                    .count();
            tiles.add(tile("containers", "Containers run", run, containers));
        }
        if (!workloads.isEmpty()) {
            long up = workloads.stream()
                    .filter(seen -> !seen.stale() && seen.row().state().health() == Health.UP)
                    .count();
            tiles.add(tile("workloads", "Workloads up", up, workloads));
        }
    }

    private static Tile tile(String id, String title, long good, List<? extends Seen<?>> all) {
        Severity worst = all.stream().map(Seen::severity).reduce(Severity.OK, Severity::worse);
        return new Tile(id, title, good + " of " + all.size(), caption(all), worst, List.of(), Place.of(id));
    }

    private static String caption(List<? extends Seen<?>> all) {
        List<String> words = new ArrayList<>();
        count(all, Severity.CRITICAL, "critical", words);
        count(all, Severity.MAJOR, "major", words);
        count(all, Severity.MINOR, "minor", words);
        count(all, Severity.STALE, "unknown", words);
        return words.isEmpty() ? "nothing wrong" : String.join("  ", words);
    }

    private static void count(List<? extends Seen<?>> all, Severity severity, String word, List<String> words) {
        long count = all.stream().filter(seen -> seen.severity() == severity).count();
        if (count > 0) {
            words.add(count + " " + word);
        }
    }
}
