package io.dotmac.console.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dotmac.console.key.Chord;
import io.dotmac.console.key.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads an operator's own keys: `command: keys` or `command: [keys, keys]`, for example `nodes: f2`.
///
/// Commands that the file does not name keep their keys. A file with an error is not used at all, and each error is
/// told, to be shown when the console starts.
public final class KeymapFile {
    /// Never bound: terminals take them for themselves, or for another key.
    private static final Set<String> TAKEN =
            Set.of("ctrl-s", "ctrl-q", "ctrl-z", "ctrl-h", "ctrl-i", "ctrl-m", "ctrl-j");

    private KeymapFile() {}

    /// What was read.
    ///
    /// @param keymap to use
    /// @param errors each one line; empty when the file is good or absent
    public record Loaded(Keymap keymap, List<String> errors) {
        /// Copies the errors.
        public Loaded {
            errors = List.copyOf(errors);
        }
    }

    /// Reads `file`; an absent one means the default keys.
    public static Loaded load(Path file) {
        if (!Files.exists(file)) {
            return new Loaded(Keymap.DEFAULT, List.of());
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            return new Loaded(Keymap.DEFAULT, List.of("keymap " + file + " cannot be read: " + e.getMessage()));
        }
    }

    /// Reads the text of a keymap.
    public static Loaded parse(String yaml) {
        List<String> errors = new ArrayList<>();
        Map<String, List<Keys>> keys = new LinkedHashMap<>(Keymap.DEFAULT.keysByCommand());
        try {
            JsonNode root = new YAMLMapper().readTree(yaml);
            if (root != null && root.isObject()) {
                root.properties().forEach(entry -> read(entry.getKey(), entry.getValue(), keys, errors));
            } else if (root != null && !root.isMissingNode() && !root.isNull()) {
                errors.add("keymap must be a list of lines like \"nodes: g n\"");
            }
        } catch (JsonProcessingException e) {
            errors.add("keymap is no YAML, line " + e.getLocation().getLineNr());
        }
        if (errors.isEmpty()) {
            conflicts(new Keymap(keys), errors);
        }
        return errors.isEmpty() ? new Loaded(new Keymap(keys), errors) : new Loaded(Keymap.DEFAULT, errors);
    }

    private static void read(String id, JsonNode value, Map<String, List<Keys>> keys, List<String> errors) {
        if (Commands.named(id).isEmpty()) {
            errors.add("keymap names the command " + id + ", which does not exist; `?` lists all");
            return;
        }
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(entry -> texts.add(entry.asText()));
        } else if (!value.isNull()) {
            texts.add(value.asText());
        }
        List<Keys> read = new ArrayList<>();
        for (String text : texts) {
            try {
                read.add(allowed(Keys.parse(text)));
            } catch (IllegalArgumentException e) {
                errors.add("keymap gives " + id + " the keys \"" + text + "\": " + e.getMessage());
            }
        }
        keys.put(id, List.copyOf(read));
    }

    private static Keys allowed(Keys keys) {
        for (Chord chord : keys.chords()) {
            if (TAKEN.contains(chord.toString())) {
                throw new IllegalArgumentException(chord + " is taken by terminals, must be another");
            }
        }
        return keys;
    }

    /// Finds keys that two commands share, or that begin another command's keys and so would hide them.
    static void conflicts(Keymap keymap, List<String> errors) {
        Map<Keys, Command> commandByKeys = new HashMap<>();
        for (Command command : Commands.ALL) {
            for (Keys keys : keymap.keys(command)) {
                commandByKeys.forEach((other, owner) -> {
                    if (!owner.equals(command) && (clash(other, keys) || clash(keys, other))) {
                        errors.add("keys \"" + keys + "\" of " + command.id() + " clash with \"" + other + "\" of "
                                + owner.id());
                    }
                });
                commandByKeys.put(keys, command);
            }
        }
    }

    private static boolean clash(Keys longer, Keys shorter) {
        return longer.startsWith(shorter.chords());
    }
}
