package io.dotmac.gui.view;

import io.dotmac.console.Subscription;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.quiet.QuietList;
import io.dotmac.console.quiet.QuietRow;
import io.dotmac.gui.control.Badge;
import io.dotmac.gui.control.Card;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.text.Texts;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// What is kept quiet now, and what is planned; `u` or the button ends what is selected.
public final class SilencesPage implements Page {
    private final Desk desk;
    private final QuietList list;
    private final Consumer<QuietRow> end;
    private final TableView<QuietRow> table = new TableView<>();
    private final Button ending = new Button(Texts.of("silences.end"));
    private final Card card = new Card(Texts.of("silences.title"), table).tool(ending);
    private final VBox page = new VBox(card);
    private final TableColumn<QuietRow, QuietRow> isp;
    private Subscription drawing = () -> {};
    private boolean showing;

    /// @param desk to work with
    /// @param end ends a row, after a preview
    public SilencesPage(Desk desk, Consumer<QuietRow> end) {
        this.desk = desk;
        this.end = end;
        list = desk.model().quiet().list();
        table.setId("silences");
        table.setAccessibleText(Texts.of("silences.title"));
        table.setFixedCellSize(30);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.getColumns().add(badge());
        isp = column("silences.isp", 110, list::owner);
        table.getColumns().add(isp);
        table.getColumns().add(column("silences.kind", 152, QuietRow::kindText));
        table.getColumns().add(column("silences.covers", 240, QuietRow::what));
        table.getColumns().add(column("silences.ends", 236, list::when));
        table.getColumns().add(column("silences.by", 130, QuietRow::by));
        table.getColumns().add(column("silences.why", 260, QuietRow::reason));
        table.getSelectionModel().selectedItemProperty().addListener((property, before, now) -> {
            if (now != null && !showing) {
                list.select(now.id());
            }
        });
        ending.setId("silences-end");
        ending.setOnAction(event -> endCurrent());
        // When it ends is never cut.
        table.getColumns().stream()
                .filter(column -> List.of(Texts.of("silences.kind"), Texts.of("silences.ends"))
                        .contains(column.getText()))
                .forEach(column -> column.setMinWidth(column.getPrefWidth()));
        VBox.setVgrow(card, Priority.ALWAYS);
        page.getStyleClass().add("page");
        page.setId("page-silences");
    }

    @Override
    public Region node() {
        return page;
    }

    @Override
    public void appear() {
        drawing.close();
        drawing = Repaint.of(list.state(), desk.tasks(), this::draw);
    }

    @Override
    public void vanish() {
        drawing.close();
    }

    @Override
    public void focus() {
        table.requestFocus();
    }

    @Override
    public void moved() {
        draw(list.state().get());
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.UNSILENCE, Commands.REFRESH);
    }

    @Override
    public boolean run(Command command, String argument) {
        if (command.equals(Commands.REFRESH)) {
            list.load();
            return true;
        }
        if (!command.equals(Commands.UNSILENCE) && !command.equals(Commands.OPEN)) {
            return false;
        }
        endCurrent();
        return true;
    }

    private void endCurrent() {
        Optional<QuietRow> row = list.state().get().current();
        row.ifPresentOrElse(end, () -> desk.say().accept(Texts.of("order.no-row")));
    }

    private void draw(QuietList.State state) {
        boolean past = desk.model().viewed().past().get().isPresent();
        ending.setDisable(past || state.rows().isEmpty());
        String counted = past
                ? Texts.of("silences.now")
                : Texts.of("table.count", state.rows().size());
        String whose = state.whose().isEmpty() ? "" : ", " + state.whose();
        card.subtitle(state.problem().isEmpty() ? counted + whose : state.problem());
        isp.setVisible(list.isOfSeveral());
        table.setPlaceholder(new Label(Texts.of(state.loading() ? "table.waiting" : "silences.none")));
        showing = true;
        if (!table.getItems().equals(state.rows())) {
            table.getItems().setAll(state.rows());
        }
        if (!state.rows().isEmpty()) {
            table.getSelectionModel().select(state.currentIndex());
        }
        showing = false;
    }

    private TableColumn<QuietRow, QuietRow> badge() {
        TableColumn<QuietRow, QuietRow> column = plain("", 40);
        column.setMaxWidth(40);
        column.setCellFactory(any -> new TableCell<>() {
            private final Badge badge = new Badge(Severity.OK);

            @Override
            protected void updateItem(@Nullable QuietRow row, boolean empty) {
                super.updateItem(row, empty);
                setGraphic(row == null || empty ? null : badge.show(row.severity(list.now()), ""));
            }
        });
        return column;
    }

    private static TableColumn<QuietRow, QuietRow> column(String title, double width, Function<QuietRow, String> text) {
        TableColumn<QuietRow, QuietRow> column = plain(Texts.of(title), width);
        column.setCellFactory(any -> new TableCell<>() {
            @Override
            protected void updateItem(@Nullable QuietRow row, boolean empty) {
                super.updateItem(row, empty);
                setText(row == null || empty ? null : text.apply(row));
            }
        });
        return column;
    }

    private static TableColumn<QuietRow, QuietRow> plain(String title, double width) {
        TableColumn<QuietRow, QuietRow> column = new TableColumn<>(title);
        column.setPrefWidth(width);
        column.setMinWidth(40);
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(features -> new SimpleObjectProperty<>(features.getValue()));
        return column;
    }
}
