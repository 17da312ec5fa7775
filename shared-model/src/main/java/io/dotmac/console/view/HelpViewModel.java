package io.dotmac.console.view;

import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.command.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The keys that work, from the registry itself, so the help never lies.
public final class HelpViewModel {
    /// Commands that belong together.
    ///
    /// @param title of the group
    /// @param entries in order
    public record Group(String title, List<Entry> entries) {
        /// Copies the entries.
        public Group {
            entries = List.copyOf(entries);
        }
    }

    /// A command and its keys.
    ///
    /// @param keys as hints show them, empty when it has none
    /// @param title what it does
    /// @param line what `:` takes for it, for example `:nodes FILTER`
    public record Entry(String keys, String title, String line) {}

    private final Keymap keymap;
    private final Scope place;

    /// @param keymap in use
    /// @param place [Scope#TABLE] for a terminal, [Scope#DESKTOP] for a desktop
    public HelpViewModel(Keymap keymap, Scope place) {
        this.keymap = keymap;
        this.place = place;
    }

    /// All groups that have something.
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        Predicate<Command> opens = command ->
                command.keys().stream().anyMatch(keys -> keys.chords().size() > 1);
        add(groups, "Views", opens);
        add(groups, "Rows", command -> command.scope() == Scope.TABLE);
        add(groups, "Everywhere", command -> command.scope() == Scope.GLOBAL && !opens.test(command));
        if (place == Scope.DESKTOP) {
            add(groups, "Desktop", command -> command.scope() == Scope.DESKTOP);
        }
        return List.copyOf(groups);
    }

    private void add(List<Group> groups, String title, Predicate<Command> belongs) {
        groups.add(new Group(
                title, Commands.ALL.stream().filter(belongs).map(this::entry).toList()));
    }

    private Entry entry(Command command) {
        String line = ":" + command.id() + (command.argument().isEmpty() ? "" : " " + command.argument());
        return new Entry(keymap.hint(command), command.title(), line);
    }
}
