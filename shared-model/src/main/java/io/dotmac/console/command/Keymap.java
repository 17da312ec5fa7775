package io.dotmac.console.command;

import io.dotmac.console.key.Chord;
import io.dotmac.console.key.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which keys run which command. Immutable.
///
/// @param keysByCommand by id; commands without an entry have no keys
public record Keymap(Map<String, List<Keys>> keysByCommand) {
    /// As consoles ship.
    public static final Keymap DEFAULT = defaults();

    /// Copies the map.
    public Keymap {
        keysByCommand = Map.copyOf(keysByCommand);
    }

    private static Keymap defaults() {
        Map<String, List<Keys>> keys = new LinkedHashMap<>();
        Commands.ALL.forEach(command -> keys.put(command.id(), command.keys()));
        return new Keymap(keys);
    }

    /// The keys of a command, best first.
    public List<Keys> keys(Command command) {
        return keysByCommand.getOrDefault(command.id(), List.of());
    }

    /// The first keys of a command as hints show them, empty when it has none.
    public String hint(Command command) {
        return keys(command).stream().findFirst().map(Keys::hint).orElse("");
    }

    /// What the strokes typed so far mean in a scope.
    public Match match(Scope scope, List<Chord> typed) {
        List<Command> candidates = Commands.ALL.stream()
                .filter(command -> heard(command.scope(), scope))
                .filter(command -> keys(command).stream().anyMatch(keys -> keys.startsWith(typed)))
                .toList();
        for (Command command : candidates) {
            if (keys(command).stream().anyMatch(keys -> keys.chords().equals(typed))) {
                return new Match.Found(command);
            }
        }
        return candidates.isEmpty() ? new Match.None() : new Match.Prefix(candidates);
    }

    /// Whether keys of a command's scope are heard in a place: desktop keys by whoever asks for them with
    /// [Scope#DESKTOP], which hears everything.
    static boolean heard(Scope command, Scope place) {
        return switch (place) {
            case GLOBAL -> command == Scope.GLOBAL;
            case TABLE -> command == Scope.GLOBAL || command == Scope.TABLE;
            case DESKTOP -> true;
        };
    }
}
