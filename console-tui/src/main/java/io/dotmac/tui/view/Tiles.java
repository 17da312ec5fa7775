package io.dotmac.tui.view;

import io.dotmac.console.view.PulseViewModel.Tile;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Rule;
import io.dotmac.tui.kit.Text;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The row of figures on top of the pulse: title in the frame, value and caption, sparkline.
final class Tiles {
    /// Rows that the tiles take, the line above them included.
    static final int ROWS = 3;

    private static final int LEAST_WIDTH = 19;
    private static final int MOST = 4;

    private Tiles() {}

    /// Paints as many tiles as fit side by side and answers the columns of the lines between them.
    static Set<Integer> paint(Pane pane, List<Tile> tiles, Skin skin, Rule rule, boolean live) {
        int count = Math.clamp(Math.min(tiles.size(), (pane.width() - 1) / LEAST_WIDTH), 1, MOST);
        Set<Integer> edges = new TreeSet<>();
        for (int i = 0; i <= count; i++) {
            edges.add((pane.width() - 1) * i / count);
        }
        rule.across(pane, 0, Set.of(), edges);
        edges.forEach(x -> rule.down(pane, x, 1, ROWS - 1));
        List<Integer> at = List.copyOf(edges);
        for (int i = 0; i < Math.min(count, tiles.size()); i++) {
            int width = at.get(i + 1) - at.get(i) - 1;
            paint(pane.part(at.get(i) + 1, 0, width, ROWS), tiles.get(i), skin, live);
        }
        return edges;
    }

    private static void paint(Pane pane, Tile tile, Skin skin, boolean live) {
        pane.put(0, 0, " " + Text.cut(tile.title(), pane.width() - 2, skin.ellipsis()) + " ", skin.muted());
        Ink ink = tile.worst() == Severity.OK
                ? (live ? skin.strong() : skin.muted())
                : skin.severity(tile.worst()).withBold();
        int end = pane.put(1, 1, tile.value(), ink);
        if (tile.worst() != Severity.OK) {
            end = pane.put(end + 1, 1, skin.mark(tile.worst()), skin.severity(tile.worst()));
        }
        int room = pane.width() - end - 3;
        boolean beside = Text.width(tile.caption()) <= room;
        if (beside) {
            pane.putRight(pane.width() - 1, 1, tile.caption(), skin.muted());
        }
        if (!beside && (pane.width() < 24 || tile.spark().isEmpty())) {
            pane.put(1, 2, Text.cut(tile.caption(), pane.width() - 2, skin.ellipsis()), skin.muted());
            return;
        }
        String spark = Sparks.line(tile.spark(), pane.width() - 2, skin.spark());
        pane.put(1, 2, spark, tile.worst() == Severity.OK ? skin.muted() : skin.severity(tile.worst()));
    }
}
