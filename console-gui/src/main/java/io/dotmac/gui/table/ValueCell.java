package io.dotmac.gui.table;

import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.Kind;
import io.dotmac.console.view.TableViewModel.Cell;
import io.dotmac.console.view.TableViewModel.Row;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Palette;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.scene.control.TableCell;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/// A value of a row; flashes once when it changed, says DIRECT where this console measured it itself.
final class ValueCell extends TableCell<Row, Row> {
    private static final Duration FLASH = Duration.millis(400);

    private final int index;
    private final boolean flashes;
    private final List<String> fixed = new ArrayList<>();
    private final PauseTransition flash = new PauseTransition(FLASH);
    private String shownKey = "";

    ValueCell(Column<?> column, int index, boolean mono) {
        this.index = index;
        flashes = column.kind() != Kind.AGE;
        if (column.align() == Column.Align.RIGHT) {
            fixed.add("right");
        }
        if (mono) {
            fixed.add("mono");
        }
        getStyleClass().addAll(fixed);
        flash.setOnFinished(event -> getStyleClass().remove("changed"));
    }

    @Override
    protected void updateItem(@Nullable Row row, boolean empty) {
        super.updateItem(row, empty);
        getStyleClass().removeIf(name -> name.startsWith("value-"));
        if (empty || row == null) {
            calm();
            shownKey = "";
            setText(null);
            return;
        }
        if (!row.key().equals(shownKey)) {
            calm();
        }
        Cell cell = row.cells().get(index);
        setText(index == 0 && row.direct() ? cell.text() + "  " + Texts.of("table.direct") : cell.text());
        if (cell.severity() != Severity.OK) {
            getStyleClass().add("value-" + Palette.name(cell.severity()));
        }
        if (cell.changed()
                && flashes
                && row.key().equals(shownKey)
                && !getStyleClass().contains("changed")) {
            getStyleClass().add("changed");
            flash.playFromStart();
        }
        shownKey = row.key();
    }

    /// A flash belongs to its row, not to the cell that shows another one next.
    private void calm() {
        flash.stop();
        getStyleClass().remove("changed");
    }
}
