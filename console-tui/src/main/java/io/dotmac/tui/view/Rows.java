package io.dotmac.tui.view;

import io.dotmac.console.resource.Kind;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Table;

/// How rows of any table are drawn: the mark in front, values in their severity, the past in grey.
final class Rows {
    private Rows() {}

    /// The column of marks: severity, then whether the row was marked or found by this console itself.
    static Table.Column markColumn() {
        return new Table.Column("", 2, 2, false, false, false);
    }

    /// What stands in the column of marks.
    static Table.Cell mark(Skin skin, TableViewModel.Row row) {
        return mark(skin, row.severity(), row.marked(), row.direct());
    }

    /// What stands in the column of marks.
    static Table.Cell mark(Skin skin, Severity severity, boolean marked, boolean direct) {
        String flag = marked ? "+" : direct ? "D" : " ";
        return width -> Line.of(skin.mark(severity), skin.severity(severity)).and(flag, skin.accent());
    }

    /// A value of a row.
    static Table.Cell cell(Skin skin, TableViewModel.Row row, TableViewModel.Cell cell, Kind kind, boolean live) {
        return Table.Cell.of(steady(cell.text(), kind, row.stale()), ink(skin, row, cell, live));
    }

    /// An age below a minute would be written anew each second for nothing; it counts only while the row is overdue.
    static String steady(String text, Kind kind, boolean stale) {
        return kind == Kind.AGE && !stale && text.endsWith(" s") ? "<1 min" : text;
    }

    private static Ink ink(Skin skin, TableViewModel.Row row, TableViewModel.Cell cell, boolean live) {
        if (cell.severity() != Severity.OK) {
            return skin.severity(cell.severity());
        }
        return row.stale() || (!live && !row.direct()) ? skin.muted() : skin.text();
    }
}
