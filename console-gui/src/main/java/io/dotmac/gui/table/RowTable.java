package io.dotmac.gui.table;

import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.Kind;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.console.view.TableViewModel.Row;
import io.dotmac.console.view.TableViewModel.Sort;
import io.dotmac.gui.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/// Draws the rows of a [TableViewModel]; sorting and filtering happen there, never here.
///
/// The selection follows the row's key: it survives updates and changes of place.
final class RowTable extends TableView<Row> {
    private static final double CHARACTER = 7.6;
    private static final double PADDING = 18;
    private static final double BADGE = 46;
    /// Characters of a name beyond which it is cut.
    private static final int MOST_NAME = 34;
    /// Characters that a sentence keeps while names can be told whole.
    private static final int CALM = 26;
    /// Rows whose values are measured.
    private static final int MEASURED = 200;
    private static final String SEVERITY = "severity";
    private static final Set<String> ACRONYMS = Set.of("CPU", "OS");
    /// Columns of sentences, which take what is left; no table has two.
    private static final Set<String> SENTENCES = Set.of("summary", "cause");
    private static final Set<String> MONO = Set.of("name", "node", "standby", "primary", "slot");

    private final TableViewModel<?> model;
    private final List<Column<?>> columns;
    /// Characters that the longest value of each column has needed so far.
    private final int[] needs;
    private boolean applying;

    RowTable(TableViewModel<?> model) {
        this.model = model;
        ResourceView<?> resource = model.resource();
        columns = List.copyOf(resource.columns());
        needs = new int[columns.size()];
        setId(resource.id() + "-table");
        setAccessibleText(resource.title());
        setFixedCellSize(30);
        setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        setTableMenuButtonVisible(false);
        getSelectionModel().setSelectionMode(SelectionMode.SINGLE);
        for (int index = 0; index < columns.size(); index++) {
            boolean severity = columns.get(index).id().equals(SEVERITY);
            // The badge stands before the name, wherever the terminal has its word.
            getColumns().add(severity ? 0 : getColumns().size(), column(columns.get(index), index));
        }
        setSortPolicy(table -> true);
        getSortOrder().addListener((javafx.collections.ListChangeListener<TableColumn<Row, ?>>) change -> sortChosen());
        getColumns().forEach(column -> column.sortTypeProperty().addListener(property -> sortChosen()));
        getSelectionModel().selectedItemProperty().addListener((property, before, now) -> selectionChosen(now));
        setRowFactory(table -> new StateRow());
        widthProperty().addListener((property, before, now) -> fit(now.doubleValue()));
        Label empty = new Label(Texts.of("table.waiting"));
        setPlaceholder(empty);
    }

    private TableColumn<Row, Row> column(Column<?> declared, int index) {
        boolean severity = declared.id().equals(SEVERITY);
        TableColumn<Row, Row> column = new TableColumn<>(severity ? "" : heading(declared.title()));
        column.setId(declared.id());
        column.setCellValueFactory(features -> new SimpleObjectProperty<>(features.getValue()));
        column.setCellFactory(
                any -> severity ? new SeverityCell() : new ValueCell(declared, index, MONO.contains(declared.id())));
        column.setPrefWidth(wanted(declared));
        column.setMinWidth(BADGE);
        column.setReorderable(true);
        column.setVisible(!declared.wide());
        if (declared.align() == Column.Align.RIGHT) {
            column.getStyleClass().add("right");
        }
        return column;
    }

    private static String heading(String title) {
        String lower = title.toLowerCase(Locale.ROOT);
        return ACRONYMS.contains(title) ? title : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1);
    }

    /// Shows `state`.
    void show(TableViewModel.State state) {
        applying = true;
        try {
            replace(state.rows());
            measure(state.rows());
            sortShown(state.sort());
            int index = state.selectedIndex();
            if (index >= 0 && getSelectionModel().getSelectedIndex() != index) {
                getSelectionModel().select(index);
            }
            ((Label) getPlaceholder()).setText(whyEmpty(state));
        } finally {
            applying = false;
        }
    }

    private String whyEmpty(TableViewModel.State state) {
        if (state.total() > 0) {
            return Texts.of("table.no-match");
        }
        String none = state.none();
        return model.waiting()
                ? Texts.of("table.waiting")
                : none.substring(0, 1).toUpperCase(Locale.ROOT) + none.substring(1) + ".";
    }

    /// Brings the selected row into sight.
    void reveal() {
        int index = getSelectionModel().getSelectedIndex();
        if (index >= 0) {
            scrollTo(Math.max(0, index - 3));
        }
    }

    /// Headers and texts of the columns in sight, for rows with those keys.
    Copy copy(Set<String> keys) {
        List<Integer> shown = new ArrayList<>();
        List<String> header = new ArrayList<>();
        for (TableColumn<Row, ?> column : getVisibleLeafColumns()) {
            shown.add(indexOf(column.getId()));
            header.add(column.getText());
        }
        List<List<String>> rows = getItems().stream()
                .filter(row -> keys.contains(row.key()))
                .map(row -> shown.stream()
                        .map(index -> row.cells().get(index).text())
                        .toList())
                .toList();
        return new Copy(header, rows);
    }

    /// Texts taken out of the table.
    ///
    /// @param header of the columns in sight
    /// @param rows as they stand
    record Copy(List<String> header, List<List<String>> rows) {}

    private int indexOf(String id) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).id().equals(id)) {
                return index;
            }
        }
        throw new IllegalArgumentException("no column " + id);
    }

    private void replace(List<Row> rows) {
        boolean samePlaces = rows.size() == getItems().size();
        for (int index = 0; samePlaces && index < rows.size(); index++) {
            samePlaces = rows.get(index).key().equals(getItems().get(index).key());
        }
        if (!samePlaces) {
            getItems().setAll(rows);
            return;
        }
        for (int index = 0; index < rows.size(); index++) {
            if (!rows.get(index).equals(getItems().get(index))) {
                getItems().set(index, rows.get(index));
            }
        }
    }

    /// Columns only grow with their values, so that nothing moves to and fro.
    private void measure(List<Row> rows) {
        boolean grown = false;
        for (Row row : rows.subList(0, Math.min(MEASURED, rows.size()))) {
            for (int index = 0; index < needs.length; index++) {
                int length = row.cells().get(index).text().length();
                grown |= length > needs[index];
                needs[index] = Math.max(needs[index], length);
            }
        }
        if (grown) {
            fit(getWidth());
        }
    }

    private void sortShown(Sort sort) {
        for (TableColumn<Row, ?> column : getColumns()) {
            if (column.getId().equals(sort.column())) {
                TableColumn.SortType type =
                        sort.descending() ? TableColumn.SortType.DESCENDING : TableColumn.SortType.ASCENDING;
                column.setSortType(type);
                if (!getSortOrder().equals(List.of(column))) {
                    getSortOrder().setAll(List.of(column));
                }
            }
        }
    }

    private void sortChosen() {
        if (!applying && !getSortOrder().isEmpty()) {
            TableColumn<Row, ?> first = getSortOrder().getFirst();
            model.sortBy(first.getId(), first.getSortType() == TableColumn.SortType.DESCENDING);
        }
    }

    private void selectionChosen(@Nullable Row row) {
        if (!applying && row != null) {
            model.select(row.key());
        }
    }

    /// Shows the columns for wide windows where all fit; narrows columns towards their least width where even the
    /// others do not; gives what is left to the column of sentences.
    private void fit(double width) {
        double room = width - 16;
        boolean roomy = sum(columns, this::wanted) <= room;
        List<Column<?>> shown =
                columns.stream().filter(column -> roomy || !column.wide()).toList();
        double missing = Math.max(0, sum(shown, this::wanted) - room);
        // A sentence gives way before names are cut.
        double yielded = Math.min(missing, sum(shown, this::yields));
        double slack = sum(shown, column -> wanted(column) - yields(column) - least(column));
        double share = slack <= 0 ? 0 : Math.min(1, (missing - yielded) / slack);
        ToDoubleFunction<Column<?>> own = column -> {
            double calm = wanted(column) - Math.min(yielded, yields(column));
            return calm - share * Math.max(0, calm - least(column));
        };
        double used = sum(shown, own);
        for (TableColumn<Row, ?> column : getColumns()) {
            Column<?> declared = columns.get(indexOf(column.getId()));
            double given = own.applyAsDouble(declared);
            column.setVisible(roomy || !declared.wide());
            column.setPrefWidth(SENTENCES.contains(declared.id()) ? given + Math.max(0, room - used) : given);
        }
    }

    private double yields(Column<?> column) {
        return SENTENCES.contains(column.id())
                ? Math.max(0, wanted(column) - Math.max(least(column), CALM * CHARACTER + PADDING))
                : 0;
    }

    private static double sum(List<Column<?>> columns, ToDoubleFunction<Column<?>> width) {
        return columns.stream().mapToDouble(width).sum();
    }

    /// Names get what their values need, so that sentences have the rest.
    private double wanted(Column<?> column) {
        if (column.id().equals(SEVERITY)) {
            return BADGE;
        }
        int need = Math.max(needs[columns.indexOf(column)], column.title().length() + 2);
        boolean name = column.kind() == Kind.TEXT && !SENTENCES.contains(column.id());
        return (name ? Math.min(need, MOST_NAME) : column.width()) * CHARACTER + PADDING;
    }

    private double least(Column<?> column) {
        return Math.min(wanted(column), column.id().equals(SEVERITY) ? BADGE : column.min() * CHARACTER + PADDING);
    }

    private static final class StateRow extends TableRow<Row> {
        @Override
        protected void updateItem(@Nullable Row row, boolean empty) {
            super.updateItem(row, empty);
            getStyleClass().removeAll("stale", "marked");
            if (row != null && !empty) {
                if (row.stale()) {
                    getStyleClass().add("stale");
                }
                if (row.marked()) {
                    getStyleClass().add("marked");
                }
                setId("row-" + row.key());
            } else {
                setId(null);
            }
        }
    }
}
