package io.dotmac.gui.table;

import io.dotmac.console.view.TableViewModel.Row;
import io.dotmac.gui.control.Badge;
import io.dotmac.model.fleet.Severity;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/// The severity of a row as a badge.
final class SeverityCell extends TableCell<Row, Row> {
    private final Badge badge = new Badge(Severity.OK);

    SeverityCell() {
        getStyleClass().add("centre");
    }

    @Override
    protected void updateItem(@Nullable Row row, boolean empty) {
        super.updateItem(row, empty);
        if (empty || row == null) {
            setGraphic(null);
            return;
        }
        badge.show(row.severity(), "");
        setGraphic(badge);
    }
}
