package io.dotmac.gui.table;

import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.RowText;
import io.dotmac.console.resource.Section;
import io.dotmac.console.view.QuietActions;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.gui.control.Card;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.text.Texts;
import io.dotmac.model.live.LiveRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/// A table with its filter line and the detail of the selected row beside it.
///
/// @param <R> kind of row
public final class TablePane<R> extends HBox {
    private static final Duration READING = Duration.ofSeconds(10);

    private final TableViewModel<R> model;
    private final Tasks tasks;
    private final Consumer<String> say;
    private final Function<String, Optional<Path>> saveAs;
    private final RowTable table;
    private final Card card;
    private final TextField filter = new TextField();
    private final Label complaint = new Label();
    private final ToggleButton faults = new ToggleButton(Texts.of("table.faults"));
    private final DetailPane detail = new DetailPane();
    private Subscription drawing = () -> {};
    private Subscription telling = () -> {};
    private Subscription reading = () -> {};
    private boolean heldByOperator;
    private boolean described;
    private String wanted = "";
    private String textOf = "";

    /// @param model drawn
    /// @param tasks where files are written
    /// @param say shows a short word
    /// @param saveAs asks where to write a file of that name
    public TablePane(
            TableViewModel<R> model, Tasks tasks, Consumer<String> say, Function<String, Optional<Path>> saveAs) {
        this.model = model;
        this.tasks = tasks;
        this.say = say;
        this.saveAs = saveAs;
        table = new RowTable(model);
        card = new Card(model.resource().title(), table)
                .tool(complaint)
                .tool(filter)
                .tool(faults);
        setSpacing(12);
        setMinHeight(0);
        HBox.setHgrow(card, Priority.ALWAYS);
        getChildren().add(card);
        String id = model.resource().id();
        filter.setId(id + "-filter");
        filter.getStyleClass().add("filter-field");
        filter.setPromptText(Texts.of("table.filter"));
        filter.setAccessibleText(
                Texts.of("table.filter.accessible", model.resource().title()));
        filter.textProperty().addListener((property, before, now) -> typed(now));
        filter.addEventFilter(KeyEvent.KEY_PRESSED, this::filterKey);
        complaint.setId(id + "-filter-error");
        complaint.getStyleClass().addAll("error", "small");
        faults.setId(id + "-faults");
        faults.setOnAction(event -> model.faultsOnly(faults.isSelected()));
        table.getSelectionModel()
                .selectedItemProperty()
                .addListener((property, before, now) ->
                        selected(Optional.ofNullable(now).map(row -> row.key())));
        table.addEventFilter(KeyEvent.KEY_PRESSED, event -> hold());
        table.addEventFilter(MouseEvent.MOUSE_PRESSED, event -> hold());
        table.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2 && model.selected().isPresent()) {
                describe(true);
            }
        });
    }

    /// Begins to follow the model.
    public void appear() {
        drawing.close();
        drawing = Repaint.of(model.state(), tasks, this::draw);
        telling.close();
        telling = model.details().subscribe(more -> FxThread.draw(this::tell));
        table.reveal();
    }

    /// Stops following it.
    public void vanish() {
        drawing.close();
        telling.close();
        reading.close();
        release();
    }

    /// Puts the keyboard into the rows.
    public void toRows() {
        table.requestFocus();
        if (table.getSelectionModel().isEmpty() && !table.getItems().isEmpty()) {
            table.getSelectionModel().select(0);
        }
    }

    /// Runs what has to do with rows; `false` for anything else.
    public boolean run(Command command, String argument) {
        if (command.equals(Commands.FILTER)) {
            filter.setText(argument.isEmpty() ? filter.getText() : argument);
            filter.requestFocus();
            filter.selectAll();
        } else if (command.equals(Commands.FAULTS)) {
            model.faultsOnly(!model.state().get().faultsOnly());
        } else if (command.equals(Commands.DESCRIBE) || command.equals(Commands.OPEN)) {
            describe(command.equals(Commands.OPEN) || !described);
        } else if (command.equals(Commands.YAML) || command.equals(Commands.JSON)) {
            record(command.equals(Commands.YAML));
        } else if (command.equals(Commands.COPY)) {
            copy();
        } else if (command.equals(Commands.EXPORT)) {
            export();
        } else if (command.equals(Commands.MARK)) {
            model.state().get().selected().ifPresent(model::toggleMark);
        } else if (command.equals(Commands.MARK_ALL)) {
            model.toggleMarkAll();
        } else if (command.equals(Commands.PAUSE)) {
            heldByOperator = !model.state().get().paused();
            model.pause(heldByOperator);
            say.accept(Texts.of(heldByOperator ? "table.held" : "table.free"));
        } else if (command.equals(Commands.SORT)) {
            sort(argument);
        } else if (command.equals(Commands.BACK)) {
            return back();
        } else {
            return false;
        }
        return true;
    }

    /// Shows the detail of the selected row, or hides it.
    public void describe(boolean open) {
        textOf = "";
        described = open;
        drawDetail(model.selected());
    }

    /// Takes away a record that tells of another moment.
    public void moved() {
        if (!textOf.isEmpty()) {
            describe(false);
        }
    }

    /// Selects the row of `key` and shows its detail as soon as it is there.
    public void inspect(String key) {
        model.select(key);
        described = true;
        wanted = key;
    }

    /// The selected row as the server tells it.
    public Optional<LiveRow> selected() {
        return model.selected().map(model.resource()::wire);
    }

    /// The marked rows as the server tells them, the selected one where none are.
    public List<LiveRow> chosen() {
        return QuietActions.rows(model, model.chosen());
    }

    /// What can be done with its rows, most needed first.
    public List<Command> hints() {
        List<Command> hints = new ArrayList<>(model.commands());
        hints.addAll(List.of(Commands.DESCRIBE, Commands.FILTER, Commands.FAULTS));
        return List.copyOf(hints);
    }

    /// Whether this console found it itself.
    public boolean selectedIsDirect() {
        return model.selected().map(model.resource()::direct).orElse(false);
    }

    private boolean back() {
        if (described) {
            describe(false);
            toRows();
            return true;
        }
        if (!filter.getText().isEmpty()) {
            filter.clear();
            return true;
        }
        return false;
    }

    private void draw(TableViewModel.State state) {
        table.show(state);
        String counts = state.count();
        card.subtitle(state.paused() ? counts + " · " + Texts.of("table.paused") : counts);
        if (!filter.isFocused() && !filter.getText().equals(state.filter())) {
            filter.setText(state.filter());
        }
        complaint.setText(state.error().map(error -> error.message()).orElse(""));
        filter.getStyleClass().remove("wrong");
        if (state.error().isPresent()) {
            filter.getStyleClass().add("wrong");
        }
        faults.setSelected(state.faultsOnly());
        if (!wanted.isEmpty() && state.selected().equals(Optional.of(wanted))) {
            wanted = "";
            table.reveal();
            toRows();
        }
        tell();
    }

    private void tell() {
        if (textOf.isEmpty()) {
            drawDetail(model.selected());
        }
    }

    /// Another row is selected; its record as text, where one is shown, gives way to its sections.
    private void selected(Optional<String> key) {
        if (key.isPresent() && !key.equals(Optional.of(textOf))) {
            textOf = "";
            drawDetail(key.flatMap(model::row));
        }
    }

    private void drawDetail(Optional<R> row) {
        if (!described || row.isEmpty()) {
            getChildren().remove(detail);
            return;
        }
        List<Section> sections = model.detail(row.get());
        detail.show(model.resource().columns().getFirst().text(row.get()), sections);
        if (!getChildren().contains(detail)) {
            getChildren().add(detail);
        }
    }

    private void typed(String text) {
        if (!text.equals(model.state().get().filter())) {
            model.filter(text);
        }
    }

    private void filterKey(KeyEvent event) {
        if (event.getCode() == KeyCode.ESCAPE) {
            filter.clear();
            toRows();
            event.consume();
        } else if (event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.DOWN) {
            toRows();
            event.consume();
        }
    }

    /// While the operator works in the rows, their order stays.
    private void hold() {
        reading.close();
        model.pause(true);
        reading = tasks.after(READING, () -> FxThread.draw(this::release));
    }

    private void release() {
        if (!heldByOperator) {
            model.pause(false);
        }
    }

    private void sort(String column) {
        model.resource()
                .column(column)
                .ifPresentOrElse(
                        found -> model.sortBy(found.id()),
                        () -> say.accept(Texts.of("table.no-column", column, columns())));
    }

    private String columns() {
        return model.resource().columns().stream().map(column -> column.id()).collect(Collectors.joining(", "));
    }

    private void record(boolean yaml) {
        model.selected().map(model.resource()::wire).ifPresent(wire -> {
            String text = yaml ? RowText.yaml(wire) : RowText.json(wire);
            detail.showText(Texts.of(yaml ? "detail.yaml" : "detail.json"), text);
            described = true;
            textOf = model.state().get().selected().orElse("");
            if (!getChildren().contains(detail)) {
                getChildren().add(detail);
            }
        });
    }

    private void copy() {
        RowTable.Copy copy = table.copy(model.chosen());
        ClipboardContent content = new ClipboardContent();
        content.putString(Csv.aligned(copy.header(), copy.rows()));
        Clipboard.getSystemClipboard().setContent(content);
        say.accept(Texts.of("table.copied", copy.rows().size()));
    }

    private void export() {
        Set<String> all = table.getItems().stream().map(row -> row.key()).collect(Collectors.toSet());
        RowTable.Copy copy = table.copy(all);
        saveAs.apply(model.resource().id() + ".csv")
                .ifPresent(path -> tasks.run(() -> {
                    FxThread.forbid("export");
                    String outcome = write(
                            path,
                            Csv.of(copy.header(), copy.rows()),
                            copy.rows().size());
                    Platform.runLater(() -> say.accept(outcome));
                }));
    }

    private static String write(Path path, String text, int rows) {
        try {
            Files.writeString(path, text);
            return Texts.of("table.exported", rows, path);
        } catch (IOException e) {
            return Texts.of("table.not-exported", path, String.valueOf(e.getMessage()));
        }
    }
}
