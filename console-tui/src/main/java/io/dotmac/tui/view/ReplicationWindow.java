package io.dotmac.tui.view;

import io.dotmac.console.Observable;
import io.dotmac.console.live.History;
import io.dotmac.console.live.Seen;
import io.dotmac.console.resource.Column;
import io.dotmac.console.view.ReplicationViewModel;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Table;
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
        String what = total + (total == 1 ? " standby" : " standbys")
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
        super.paint(body);
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
        columns.add(new Table.Column("LAST 15 MIN", sparkWidth, sparkWidth, false, false, false));
        for (Column<Seen<LiveRow.Replication>> column : afterSpark()) {
            columns.add(column(column, sort));
        }
        return columns;
    }

    @Override
    List<Table.Cell> cells(TableViewModel.Row row, boolean live) {
        List<Table.Cell> cells = new ArrayList<>();
        cells.add(Rows.mark(desk().skin(), row));
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
        return width -> Line.of(Sparks.line(history, desk().now(), width, least, skin.spark()), ink);
    }
}
