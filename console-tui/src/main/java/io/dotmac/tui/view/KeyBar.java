package io.dotmac.tui.view;

import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.key.Chord;
import io.dotmac.console.key.Keys;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The last line: the keys that work here, from the keymap in use.
final class KeyBar {
    private static final String GAP = "  ";

    private final Skin skin;
    private final Keymap keymap;

    /// @param skin of the terminal
    /// @param keymap in use
    KeyBar(Skin skin, Keymap keymap) {
        this.skin = skin;
        this.keymap = keymap;
    }

    /// Paints as many of `commands` as fit, and always how to see all.
    void paint(Pane row, List<Command> commands) {
        Line all = hint(Line.of(" ", skin.text()), Commands.HELP);
        Line line = Line.of(" ", skin.text());
        for (Command command : commands) {
            Line longer = hint(line, command);
            if (longer.width() + all.width() > row.width()) {
                break;
            }
            line = longer;
        }
        hint(line, Commands.HELP).paint(row, 0, 0);
    }

    /// Paints how the strokes typed so far can go on.
    void paintPrefix(Pane row, List<Chord> typed, List<Command> candidates) {
        String begun = typed.stream().map(Chord::toString).collect(Collectors.joining(" "));
        Line line = Line.of(" " + begun + GAP, skin.accent());
        for (Command command : candidates) {
            for (Keys keys : keymap.keys(command)) {
                if (keys.startsWith(typed)) {
                    String rest = keys
                            .chords()
                            .subList(typed.size(), keys.chords().size())
                            .stream()
                            .map(Chord::toString)
                            .collect(Collectors.joining(" "));
                    line = line.and(rest, skin.strong()).and(" " + command.title() + GAP, skin.muted());
                }
            }
        }
        line.paint(row, 0, 0);
    }

    private Line hint(Line line, Command command) {
        String keys = keymap.hint(command);
        return keys.isEmpty()
                ? line
                : line.and(keys, skin.strong()).and(" " + command.title().toLowerCase(Locale.ROOT) + GAP, skin.muted());
    }
}
