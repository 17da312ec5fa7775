package io.dotmac.gui.shell;

import io.dotmac.console.command.Command;
import io.dotmac.console.command.CommandLine;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Keymap;
import io.dotmac.gui.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// Every command by its name: type a part of it, choose, Enter. Takes the same lines as the terminal's `:` prompt.
final class CommandPalette extends VBox {
    /// A line that may be chosen.
    ///
    /// @param line that is run
    /// @param title what it does
    /// @param keys that do the same
    private record Choice(String line, String title, String keys) {}

    private final TextField input = new TextField();
    private final ListView<Choice> list = new ListView<>();
    private final Label complaint = new Label();
    private final Keymap keymap;
    private final List<String> profiles;
    private final Consumer<CommandLine> run;

    CommandPalette(Keymap keymap, List<String> profiles, Consumer<CommandLine> run) {
        this.keymap = keymap;
        this.profiles = profiles;
        this.run = run;
        getStyleClass().addAll("popover", "palette");
        setId("palette");
        setMaxHeight(USE_PREF_SIZE);
        input.setId("palette-input");
        input.setPromptText(Texts.of("palette.prompt"));
        input.setAccessibleText(Texts.of("palette.prompt"));
        input.textProperty().addListener((property, before, now) -> offer(now));
        input.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
        list.setId("palette-list");
        list.setFixedCellSize(32);
        list.setFocusTraversable(false);
        list.setCellFactory(any -> new ChoiceCell());
        list.setOnMouseClicked(event -> enter());
        complaint.getStyleClass().add("complaint");
        complaint.setId("palette-complaint");
        complaint.setVisible(false);
        complaint.setManaged(false);
        VBox.setVgrow(list, Priority.ALWAYS);
        getChildren().addAll(input, list, complaint);
    }

    /// Empties the line and offers everything.
    TextField open(String text) {
        input.setText(text);
        input.end();
        offer(text);
        return input;
    }

    private void offer(String typed) {
        String text = typed.strip().toLowerCase(Locale.ROOT).replaceFirst("^:", "");
        List<Choice> choices = new ArrayList<>();
        for (Command command : Commands.ALL) {
            if (command.id().contains(text)
                    || command.title().toLowerCase(Locale.ROOT).contains(text)) {
                choices.add(choice(command));
            }
        }
        if (text.contains(" ")) {
            for (CommandLine.Completion completion : CommandLine.completions(typed, profiles)) {
                choices.add(new Choice(completion.line(), completion.title(), ""));
            }
        }
        complaint.setVisible(false);
        complaint.setManaged(false);
        list.getItems().setAll(choices);
        list.setPrefHeight(Math.min(10, choices.size()) * 32 + 10);
        list.setMinHeight(0);
        list.getSelectionModel().selectFirst();
    }

    private Choice choice(Command command) {
        String line = command.argument().isEmpty() ? command.id() : command.id() + " ";
        String title = command.title().substring(0, 1).toUpperCase(Locale.ROOT)
                + command.title().substring(1);
        return new Choice(line, title, keymap.hint(command));
    }

    private void key(KeyEvent event) {
        int index = list.getSelectionModel().getSelectedIndex();
        switch (event.getCode()) {
            case DOWN -> select(index + 1);
            case UP -> select(index - 1);
            case PAGE_DOWN -> select(index + 9);
            case PAGE_UP -> select(index - 9);
            case TAB -> complete();
            case ENTER -> enter();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void select(int index) {
        if (!list.getItems().isEmpty()) {
            int within = Math.clamp(index, 0, list.getItems().size() - 1);
            list.getSelectionModel().select(within);
            list.scrollTo(Math.max(0, within - 4));
        }
    }

    private void complete() {
        @Nullable Choice choice = list.getSelectionModel().getSelectedItem();
        if (choice != null) {
            input.setText(choice.line());
            input.end();
        }
    }

    private void enter() {
        @Nullable Choice choice = list.getSelectionModel().getSelectedItem();
        String typed = input.getText().strip();
        boolean whole =
                choice == null || typed.contains(" ") || Commands.named(typed).isPresent();
        CommandLine line = CommandLine.parse(whole ? typed : choice.line());
        if (line instanceof CommandLine.Unknown unknown) {
            complaint.setText(unknown.message());
            complaint.setVisible(true);
            complaint.setManaged(true);
            return;
        }
        run.accept(line);
    }

    private static final class ChoiceCell extends ListCell<Choice> {
        private final Label title = new Label();
        private final Label line = new Label();
        private final Label keys = new Label();
        private final HBox face;

        ChoiceCell() {
            line.getStyleClass().addAll("mono", "muted");
            keys.getStyleClass().add("key");
            Region gap = new Region();
            HBox.setHgrow(gap, Priority.ALWAYS);
            face = new HBox(10, title, line, gap, keys);
            face.getStyleClass().add("row-face");
        }

        @Override
        protected void updateItem(@Nullable Choice choice, boolean empty) {
            super.updateItem(choice, empty);
            if (choice == null || empty) {
                setGraphic(null);
                return;
            }
            title.setText(choice.title());
            line.setText(":" + choice.line().strip());
            keys.setText(choice.keys());
            keys.setVisible(!choice.keys().isEmpty());
            setGraphic(face);
        }
    }
}
