package io.dotmac.console.view;

import io.dotmac.console.live.History;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.resource.Kinds;
import io.dotmac.console.resource.Words;
import io.dotmac.console.text.Clean;
import io.dotmac.console.view.PulseViewModel.Tile;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts rows into the tiles of the overview.
final class Tiles {
    /// Values of a tile's sparkline: one each 15 s.
    private static final int SPARK = 60;
    /// A kind with more dependencies than this gets no sparkline: each would cost a request.
    private static final int MOST_SERIES = 20;

    private final Viewed viewed;

    Tiles(Viewed viewed) {
        this.viewed = viewed;
    }

    List<Tile> of(
            List<Seen<LiveRow.Node>> nodes,
            List<Seen<LiveRow.Dependency>> dependencies,
            List<Seen<LiveRow.Replication>> links,
            Instant now) {
        List<Tile> tiles = new ArrayList<>();
        tiles.add(nodes(nodes));
        if (!links.isEmpty()) {
            tiles.add(replication(links, now));
        }
        Map<DependencyKind, List<Seen<LiveRow.Dependency>>> byKind = new TreeMap<>(Kinds.ORDER);
        dependencies.forEach(seen -> byKind.computeIfAbsent(seen.row().state().kind(), _ -> new ArrayList<>())
                .add(seen));
        byKind.forEach((kind, some) -> tiles.add(kind(kind, some, now)));
        return tiles;
    }

    private static Tile nodes(List<Seen<LiveRow.Node>> nodes) {
        long stale = nodes.stream().filter(Seen::stale).count();
        long down = count(nodes, seen -> !seen.stale() && seen.row().state() == NodeState.DOWN);
        long late = count(nodes, seen -> !seen.stale() && seen.row().state() == NodeState.SUSPECT);
        long fresh = count(nodes, seen -> !seen.stale() && seen.row().state() == NodeState.NEW);
        long up = nodes.size() - stale - down - late - fresh;
        String caption =
                nodes.isEmpty() ? "none known" : said(stale, "stale", late, "late", down, "down", fresh, "new");
        Severity worst = nodes.stream().map(Tiles::own).reduce(Severity.OK, Severity::worse);
        return new Tile("nodes", "Nodes", up + " of " + nodes.size(), caption, worst, List.of(), Place.of("nodes"));
    }

    /// The node's own state, not that of what it watches.
    private static Severity own(Seen<LiveRow.Node> seen) {
        if (seen.stale()) {
            return Severity.STALE;
        }
        return switch (seen.row().state()) {
            case UP -> Severity.OK;
            case NEW -> Severity.INFO;
            case SUSPECT, DOWN -> Severity.STALE;
        };
    }

    private Tile replication(List<Seen<LiveRow.Replication>> links, Instant now) {
        Seen<LiveRow.Replication> worst = links.stream()
                // A copy that is cut and whose lag nobody knows is worse than one that is known to keep up.
                .max(Comparator.<Seen<LiveRow.Replication>, Severity>comparing(Seen::severity)
                        .thenComparing(seen -> seen.row().link().lagSeconds().orElse(-1.0)))
                .orElseThrow();
        Severity severity = worst(links);
        long bad = count(links, seen -> SeverityStyle.isFault(seen.severity()));
        String caption = links.size()
                + (links.size() == 1 ? " link" : " links")
                + (bad == 0
                        ? ""
                        : ", " + bad + " not ok, worst " + worst.row().link().name());
        List<History> histories =
                links.stream().map(seen -> viewed.lag(seen.row().key())).toList();
        return new Tile(
                "replication",
                "Worst replica lag",
                Words.lag(worst.row().link()),
                Clean.line(caption),
                severity,
                spark(histories, now),
                Place.of("replication"));
    }

    private Tile kind(DependencyKind kind, List<Seen<LiveRow.Dependency>> some, Instant now) {
        long up = count(some, seen -> !seen.stale() && seen.row().state().health() == Health.UP);
        long down = count(some, seen -> !seen.stale() && seen.row().state().health() == Health.DOWN);
        long slow = count(some, seen -> !seen.stale() && seen.row().state().health() == Health.DEGRADED);
        long unknown = some.size() - up - down - slow;
        Severity worst = worst(some);
        List<History> histories = some.size() > MOST_SERIES
                ? List.of()
                : some.stream().map(seen -> viewed.latency(seen.row().key())).toList();
        return new Tile(
                Kinds.id(kind),
                Kinds.title(kind),
                up + " of " + some.size(),
                said(down, "down", slow, "degraded", unknown, "unknown", 0, ""),
                worst,
                spark(histories, now),
                new Place("dependencies", "kind=" + Kinds.id(kind)));
    }

    private static Severity worst(List<? extends Seen<?>> rows) {
        return rows.stream().map(seen -> SeverityStyle.graded(seen.severity())).reduce(Severity.OK, Severity::worse);
    }

    /// The worst of all series at each moment.
    private static List<Double> spark(List<History> histories, Instant now) {
        double[] worst = new double[SPARK];
        Arrays.fill(worst, Double.NaN);
        for (History history : histories) {
            double[] values = history.buckets(now, History.SPAN, SPARK);
            for (int i = 0; i < SPARK; i++) {
                worst[i] = Double.isNaN(worst[i]) ? values[i] : Math.max(worst[i], orLess(values[i]));
            }
        }
        boolean known = Arrays.stream(worst).anyMatch(Double::isFinite);
        return known ? Arrays.stream(worst).boxed().toList() : List.of();
    }

    private static double orLess(double value) {
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }

    private static <T> long count(List<T> rows, Function<T, Boolean> holds) {
        return rows.stream().filter(holds::apply).count();
    }

    private static String said(
            long one, String first, long two, String second, long three, String third, long four, String fourth) {
        Map<String, Long> counts = new java.util.LinkedHashMap<>();
        counts.put(first, one);
        counts.put(second, two);
        counts.put(third, three);
        counts.put(fourth, four);
        String words = counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining("  "));
        return words.isEmpty() ? "all up" : words;
    }
}
