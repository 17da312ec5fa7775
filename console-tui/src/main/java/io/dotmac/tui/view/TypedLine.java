package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.command.CommandLine;
import io.dotmac.console.filter.FilterError;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Prompt;
import io.dotmac.tui.kit.Text;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The line in which commands and filters are typed, with what could complete it above.
final class TypedLine {
    private static final int MOST_OFFERS = 8;

    private final Skin skin;
    private final List<String> profiles;
    private final Prompt commands;
    private final Prompt filters;
    private final Consumer<String> run;
    private Mode mode = Mode.NONE;
    private TableOf table = TableOf.NONE;

    private enum Mode {
        NONE,
        COMMAND,
        PALETTE,
        FILTER
    }

    /// The table that is being filtered, and the filter that it had.
    private record TableOf(Consumer<String> filter, String before, String view, Supplier<Optional<FilterError>> error) {
        static final TableOf NONE = new TableOf(text -> {}, "", "", Optional::empty);
    }

    /// @param skin of the terminal
    /// @param profiles that `:ctx` takes
    /// @param run takes what was entered as a command
    TypedLine(Skin skin, List<String> profiles, Consumer<String> run) {
        this.skin = skin;
        this.profiles = profiles;
        this.run = run;
        commands = new Prompt(
                ":",
                text -> CommandLine.completions(text, profiles).stream()
                        .map(CommandLine.Completion::line)
                        .toList());
        filters = new Prompt("/", text -> fields(text, profiles));
    }

    /// Whether something is being typed.
    boolean open() {
        return mode != Mode.NONE;
    }

    /// Begins a command.
    void openCommand() {
        mode = Mode.COMMAND;
        commands.open("");
    }

    /// Begins a command with all of them in sight.
    void openPalette() {
        mode = Mode.PALETTE;
        commands.open("");
    }

    /// Begins a filter; the table follows each key.
    void openFilter(TableViewModel<?> of) {
        mode = Mode.FILTER;
        String before = of.state().get().filter();
        table = new TableOf(
                of::filter, before, of.resource().id(), () -> of.state().get().error());
        filters.open(before);
    }

    /// Takes a key.
    void key(KeyStroke key) {
        Prompt prompt = prompt();
        Mode was = mode;
        switch (prompt.key(key)) {
            case EDITED -> {
                if (was == Mode.FILTER) {
                    table.filter().accept(prompt.text());
                }
            }
            case LEFT -> {
                mode = Mode.NONE;
                if (was == Mode.FILTER) {
                    table.filter().accept(table.before());
                }
            }
            case ENTERED -> {
                mode = Mode.NONE;
                enter(was, prompt);
            }
        }
    }

    /// Paints the line in the last row of `body`, and what could complete it above that.
    void paint(Pane screen) {
        int last = screen.height() - 1;
        Prompt prompt = prompt();
        List<CommandLine.Completion> offers =
                mode == Mode.FILTER ? List.of() : CommandLine.completions(prompt.text(), profiles);
        boolean listed = mode == Mode.PALETTE || !prompt.text().isEmpty();
        int rows = listed ? Math.min(Math.min(MOST_OFFERS, offers.size()), last - 2) : 0;
        for (int i = 0; i < rows; i++) {
            Pane row = screen.row(last - rows + i);
            row.clear(skin.text());
            CommandLine.Completion offer = offers.get(i);
            row.put(2, 0, offer.line(), skin.strong());
            row.put(Math.max(20, Text.width(offer.line()) + 4), 0, offer.title(), skin.muted());
        }
        table.error().get().filter(error -> mode == Mode.FILTER).ifPresent(error -> {
            Pane row = screen.row(last - 1);
            row.clear(skin.text());
            row.put(2, 0, error.message(), skin.severity(Severity.MAJOR));
        });
        prompt.paint(screen.row(last), skin.text(), skin.faint());
    }

    private void enter(Mode was, Prompt prompt) {
        if (was == Mode.FILTER) {
            table.filter().accept(prompt.text());
            return;
        }
        boolean best = was == Mode.PALETTE
                && !prompt.offers().isEmpty()
                && !prompt.text().contains(" ");
        run.accept(best ? prompt.offers().getFirst() : prompt.text());
    }

    private Prompt prompt() {
        return mode == Mode.FILTER ? filters : commands;
    }

    private List<String> fields(String text, List<String> known) {
        String head = table.view() + " ";
        int word = text.lastIndexOf(' ') + 1;
        return text.length() == word
                ? List.of()
                : CommandLine.completions(head + text, known).stream()
                        .map(offer -> offer.line().substring(head.length()))
                        .toList();
    }
}
