package io.dotmac.tui.view;

import io.dotmac.console.Observable;
import io.dotmac.console.live.History;
import io.dotmac.console.live.Seen;
import io.dotmac.console.resource.Column;
import io.dotmac.console.text.Spark;
import io.dotmac.console.text.Units;
import io.dotmac.console.view.ReplicationViewModel;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.tui.kit.Chart;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Table;
import io.dotmac.tui.kit.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replication links with the last 15 minutes of each one's lag.
final class ReplicationWindow extends TableWindow<Seen<LiveRow.Replication>> {
    private static final List<String> BEFORE_SPARK = List.of("standby", "state", "sync", "lag", "bytes", "slot-keeps");
    private static final int SPARK_LIKED = 30;
    private static final int SPARK_LEAST = 12;
    private static final int CHART_ROWS = 6;
    private static final int MOST_CHART_ROWS = 14;

    private Map<String, ReplicationViewModel.Link> links = Map.of();
    private int sparkWidth = SPARK_LEAST;

    /// @param desk around
    ReplicationWindow(Desk desk) {
        super(desk, desk.model().replication());
    }

    @Override
    public Line title() {
        List<String> primaries = desk().model().links().state().get().groups().stream()
                .map(ReplicationViewModel.Group::primary)
                .distinct()
                .toList();
        Skin skin = desk().skin();
        int total = model().state().get().total();
        String what = total
                + (total == 1 ? " standby" : " standbys")
                + (primaries.size() == 1 ? " of " + primaries.getFirst() : " of " + primaries.size() + " primaries");
        return total == 0
                ? super.title()
                : super.title().and(skin.sign(" › ", " > "), skin.faint()).and(what, skin.text());
    }

    @Override
    public void paint(Pane body) {
        Map<String, ReplicationViewModel.Link> byKey = new HashMap<>();
        desk().model().links().state().get().links().forEach(link -> byKey.put(link.key(), link));
        links = byKey;
        sparkWidth = body.width() >= 110 ? SPARK_LIKED : SPARK_LEAST;
        int free = body.height() - 1 - model().state().get().rows().size();
        Optional<ReplicationViewModel.Link> chosen =
                model().state().get().selected().map(links::get);
        if (free < CHART_ROWS + 2 || chosen.isEmpty()) {
            super.paint(body);
            return;
        }
        int chart = Math.min(free - 2, MOST_CHART_ROWS);
        super.paint(body.part(0, 0, body.width(), body.height() - chart - 2));
        paintChart(body.part(0, body.height() - chart - 1, body.width(), chart + 1), chosen.get());
    }

    /// The selected link's lag, large, where the table leaves room.
    private void paintChart(Pane pane, ReplicationViewModel.Link link) {
        Skin skin = desk().skin();
        Line.of(link.name(), skin.strong())
                .and("  lag, last 15 min   ", skin.muted())
                .and(Text.cut(link.summary(), Math.max(1, pane.width() - 46), skin.ellipsis()), skin.muted())
                .paint(pane, 1, 0);
        Ink area = link.severity() == Severity.OK ? skin.accent() : skin.severity(link.severity());
        Chart chart = new Chart(area, skin.muted(), skin.severity(Severity.MINOR), skin.spark() == Spark.Style.BRAILLE);
        Pane plot = pane.part(1, 1, pane.width() - 2, pane.height() - 1);
        double[] values = Sparks.values(link.history(), desk().seenAt(), chart.values(plot.width()));
        double top = Math.max(Spark.top(values) * 1.1, link.minorSeconds() * 1.2);
        chart.paint(plot, values, top, link.minorSeconds(), Units::seconds);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(model().state(), desk().model().links().state());
    }

    @Override
    List<Table.Column> columns(TableViewModel.Sort sort) {
        List<Table.Column> columns = new ArrayList<>();
        columns.add(Rows.markColumn());
        for (String id : BEFORE_SPARK) {
            columns.add(column(model().resource().column(id).orElseThrow(), sort));
        }
        columns.add(new Table.Column("LAST 15 MIN", sparkWidth, sparkWidth - sparkWidth / 5, false, false, false));
        for (Column<Seen<LiveRow.Replication>> column : afterSpark()) {
            columns.add(column(column, sort));
        }
        return columns;
    }

    @Override
    List<Table.Cell> cells(TableViewModel.Row row, boolean live) {
        List<Table.Cell> cells = new ArrayList<>();
        cells.add(Rows.mark(desk().skin(), row, live));
        for (String id : BEFORE_SPARK) {
            cells.add(cell(row, model().resource().column(id).orElseThrow(), live));
        }
        cells.add(spark(row));
        for (Column<Seen<LiveRow.Replication>> column : afterSpark()) {
            cells.add(cell(row, column, live));
        }
        return cells;
    }

    private List<Column<Seen<LiveRow.Replication>>> afterSpark() {
        return shown().stream()
                .filter(column -> !BEFORE_SPARK.contains(column.id()))
                .toList();
    }

    private Table.Cell spark(TableViewModel.Row row) {
        Optional<ReplicationViewModel.Link> link = Optional.ofNullable(links.get(row.key()));
        History history = link.map(ReplicationViewModel.Link::history).orElse(History.EMPTY);
        double least = link.map(ReplicationViewModel.Link::minorSeconds).orElse(1.0);
        Skin skin = desk().skin();
        Ink ink = row.severity() == Severity.OK ? skin.muted() : skin.severity(row.severity());
        return width -> Line.of(Sparks.line(history, desk().seenAt(), width, least, skin.spark()), ink);
    }
}
