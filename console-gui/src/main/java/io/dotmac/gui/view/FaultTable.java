package io.dotmac.gui.view;

import io.dotmac.console.view.PulseViewModel.Fault;
import io.dotmac.gui.control.Badge;
import io.dotmac.gui.text.Texts;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/// What is wrong now, worst first; Enter or a double click opens the row behind it.
final class FaultTable extends TableView<Fault> {
    /// Where there is less, what it is has the room; Enter tells the rest.
    private static final double ROOM_FOR_FOUND = 560;

    private final BiConsumer<String, String> inspect;
    private final Label none = new Label();

    FaultTable(BiConsumer<String, String> inspect) {
        this.inspect = inspect;
        setId("faults");
        setAccessibleText(Texts.of("overview.wrong"));
        setFixedCellSize(30);
        setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        getColumns().add(badge());
        getColumns().add(column("overview.fault.what", 180, "", fault -> fault.title()));
        getColumns().add(column("overview.fault.where", 104, "mono", Fault::where));
        getColumns().add(column("overview.fault.since", 64, "right", Fault::age));
        TableColumn<Fault, Fault> found = column("overview.fault.summary", 160, "dim", FaultTable::summary);
        getColumns().add(found);
        widthProperty().subscribe(width -> found.setVisible(width.doubleValue() >= ROOM_FOR_FOUND));
        getColumns().forEach(column -> {
            column.setSortable(false);
            column.setReorderable(false);
        });
        none.setWrapText(true);
        setPlaceholder(none);
        setRowFactory(table -> {
            TableRow<Fault> row = new TableRow<>();
            row.setOnMouseClicked(event -> {
                if (event.getClickCount() == 2 && !row.isEmpty()) {
                    open(row.getItem());
                }
            });
            return row;
        });
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                openSelected();
                event.consume();
            }
        });
    }

    private void open(Fault fault) {
        inspect.accept(fault.topic().name().toLowerCase(Locale.ROOT), fault.key());
    }

    private static String summary(Fault fault) {
        return fault.direct() ? Texts.of("table.direct") + " · " + fault.summary() : fault.summary();
    }

    /// The fault under the cursor.
    Optional<Fault> selected() {
        return Optional.ofNullable(getSelectionModel().getSelectedItem());
    }

    /// Opens the row behind the fault under the cursor.
    void openSelected() {
        selected().ifPresent(this::open);
    }

    /// Shows `faults`; the selection stays on its fault, or on the place of one that is gone.
    ///
    /// @param away whether the server is, so that no fault here says little
    void show(List<Fault> faults, boolean away) {
        none.setText(Texts.of(away ? "overview.wrong.empty-away" : "overview.wrong.empty"));
        Optional<String> before = selected().map(FaultTable::id);
        int place = Math.max(0, getSelectionModel().getSelectedIndex());
        if (!getItems().equals(faults)) {
            getItems().setAll(faults);
        }
        if (faults.isEmpty()) {
            return;
        }
        int same = faults.stream().map(FaultTable::id).toList().indexOf(before.orElse(""));
        getSelectionModel().select(same >= 0 ? same : Math.min(place, faults.size() - 1));
    }

    private static String id(Fault fault) {
        return fault.topic() + ":" + fault.key();
    }

    private static TableColumn<Fault, Fault> badge() {
        TableColumn<Fault, Fault> column = new TableColumn<>("");
        column.setMinWidth(40);
        column.setMaxWidth(40);
        column.setCellValueFactory(features -> new SimpleObjectProperty<>(features.getValue()));
        column.setCellFactory(any -> new TableCell<>() {
            private final Badge badge = new Badge(Severity.OK);

            @Override
            protected void updateItem(@Nullable Fault fault, boolean empty) {
                super.updateItem(fault, empty);
                setGraphic(fault == null || empty ? null : badge.show(fault.severity(), ""));
            }
        });
        return column;
    }

    private static TableColumn<Fault, Fault> column(
            String title, double width, String style, Function<Fault, String> text) {
        TableColumn<Fault, Fault> column = new TableColumn<>(Texts.of(title));
        column.setPrefWidth(width);
        column.setMinWidth(48);
        if (style.equals("right")) {
            column.getStyleClass().add("right");
        }
        column.setCellValueFactory(features -> new SimpleObjectProperty<>(features.getValue()));
        column.setCellFactory(any -> new TableCell<>() {
            @Override
            protected void updateItem(@Nullable Fault fault, boolean empty) {
                super.updateItem(fault, empty);
                setText(fault == null || empty ? null : text.apply(fault));
                if (!style.isEmpty() && !getStyleClass().contains(style)) {
                    getStyleClass().add(style);
                }
            }
        });
        return column;
    }
}
