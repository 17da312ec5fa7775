package io.dotmac.gui.view;

import io.dotmac.console.command.Command;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.gui.table.TablePane;
import io.dotmac.model.live.LiveRow;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A table alone: nodes, dependencies.
///
/// @param <R> kind of row
public final class TablePage<R> implements Page {
    private final VBox page;
    private final TablePane<R> pane;
    private final Desk desk;
    private final TableViewModel<R> model;

    /// @param desk to work with
    /// @param model drawn
    public TablePage(Desk desk, TableViewModel<R> model) {
        this.desk = desk;
        this.model = model;
        pane = new TablePane<>(model, desk.tasks(), desk.say(), desk.saveAs());
        VBox.setVgrow(pane, Priority.ALWAYS);
        page = new VBox(pane);
        page.getStyleClass().add("page");
        page.setId("page-" + model.resource().id());
    }

    @Override
    public Region node() {
        return page;
    }

    @Override
    public void appear() {
        pane.appear();
    }

    @Override
    public void vanish() {
        pane.vanish();
    }

    @Override
    public void focus() {
        pane.toRows();
    }

    @Override
    public List<Command> hints() {
        return pane.hints();
    }

    @Override
    public List<LiveRow> chosen() {
        return pane.chosen();
    }

    @Override
    public Optional<Selected> selected() {
        return pane.selected().map(row -> new Selected(row, pane.selectedIsDirect()));
    }

    @Override
    public Optional<String> tenant() {
        return model.tenant();
    }

    @Override
    public void moved() {
        pane.moved();
    }

    @Override
    public void inspect(String key) {
        pane.inspect(key);
    }

    @Override
    public boolean run(Command command, String argument) {
        return pane.run(command, argument)
                || desk.model()
                        .alertActions()
                        .run(
                                model,
                                command,
                                argument,
                                text -> Platform.runLater(() -> desk.say().accept(text)));
    }
}
