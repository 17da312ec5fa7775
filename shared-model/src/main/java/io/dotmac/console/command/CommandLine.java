package io.dotmac.console.command;

import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.Resources;
import io.dotmac.console.text.PastTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a line at the `:` prompt asks for.
public sealed interface CommandLine {
    /// Show a table, or the overview.
    ///
    /// @param view id of the table, or `pulse`
    /// @param filter for the table, `@tenant` included; may be empty
    record Open(String view, String filter) implements CommandLine {}

    /// Run a command.
    ///
    /// @param command to run
    /// @param argument what followed its name, may be empty
    record Run(Command command, String argument) implements CommandLine {}

    /// Nothing was typed.
    record Empty() implements CommandLine {}

    /// There is no such command.
    ///
    /// @param message for the operator, with what comes nearest
    record Unknown(String message) implements CommandLine {}

    /// One way to go on typing.
    ///
    /// @param line the whole line when it is taken
    /// @param title what that does
    record Completion(String line, String title) {}

    /// Reads a line, with or without the leading `:`.
    static CommandLine parse(String line) {
        String text = line.strip();
        text = text.startsWith(":") ? text.substring(1).strip() : text;
        if (text.isEmpty()) {
            return new Empty();
        }
        int blank = text.indexOf(' ');
        String name = (blank < 0 ? text : text.substring(0, blank)).toLowerCase(Locale.ROOT);
        String rest = blank < 0 ? "" : text.substring(blank + 1).strip();
        if (name.equals("q") || name.equals("q!")) {
            return new Run(Commands.EXIT, "");
        }
        if (name.equals(Commands.PULSE.id()) || name.equals("overview") || name.equals("matrix")) {
            return new Open(Commands.PULSE.id(), rest);
        }
        if (name.equals(Commands.HANDOVER.id())) {
            return handover(rest);
        }
        if (name.equals(Commands.SILENCES.id())) {
            return new Open(Commands.SILENCES.id(), rest);
        }
        Optional<ResourceView<?>> view = Resources.named(name);
        if (view.isPresent()) {
            return new Open(view.get().id(), rest);
        }
        Optional<Command> command = Commands.named(name);
        if (command.isPresent()) {
            return new Run(command.get(), rest);
        }
        return new Unknown("no command " + name + nearest(name));
    }

    /// What the line could become, best first: names of commands, then names of the table's fields.
    ///
    /// @param profiles names for `:ctx`
    static List<Completion> completions(String line, List<String> profiles) {
        String text = line.startsWith(":") ? line.substring(1) : line;
        int blank = text.indexOf(' ');
        if (blank < 0) {
            return names(text.toLowerCase(Locale.ROOT));
        }
        String name = text.substring(0, blank);
        int lastBlank = text.lastIndexOf(' ');
        String head = text.substring(0, lastBlank + 1);
        String word = text.substring(lastBlank + 1).toLowerCase(Locale.ROOT);
        if (name.equals(Commands.PROFILE.id())) {
            return profiles.stream()
                    .filter(profile -> profile.toLowerCase(Locale.ROOT).startsWith(word))
                    .map(profile -> new Completion(head + profile, "profile"))
                    .toList();
        }
        if (name.equals(Commands.AT.id())) {
            return examples(text);
        }
        if (name.equals(Commands.HANDOVER.id()) && head.equals(name + " ")) {
            return List.of(Commands.HANDOVER_WRITE, Commands.HANDOVER_SIGN).stream()
                    .map(command -> new Completion(
                            command.id().replace('-', ' ') + (command.argument().isEmpty() ? "" : " "),
                            command.title()))
                    .filter(completion -> completion.line().startsWith(text))
                    .toList();
        }
        return Resources.named(name).map(view -> fields(view, head, word)).orElse(List.of());
    }

    private static List<Completion> examples(String text) {
        return Arrays.stream(PastTime.EXAMPLES.split(", "))
                .map(example -> new Completion(Commands.AT.id() + " " + example, "for example"))
                .filter(completion -> completion.line().startsWith(text))
                .toList();
    }

    /// `handover`, `handover write NOTES`, `handover sign`.
    private static CommandLine handover(String rest) {
        int blank = rest.indexOf(' ');
        String verb = (blank < 0 ? rest : rest.substring(0, blank)).toLowerCase(Locale.ROOT);
        return switch (verb) {
            case "" -> new Open(Commands.HANDOVER.id(), "");
            case "write" ->
                new Run(
                        Commands.HANDOVER_WRITE,
                        blank < 0 ? "" : rest.substring(blank + 1).strip());
            case "sign" -> new Run(Commands.HANDOVER_SIGN, "");
            default -> new Unknown("handover takes write NOTES or sign, not " + verb);
        };
    }

    private static List<Completion> names(String begun) {
        List<Completion> found = new ArrayList<>();
        for (Command command : Commands.ALL) {
            if (command.id().startsWith(begun)) {
                found.add(new Completion(command.id(), command.title()));
            }
        }
        return List.copyOf(found);
    }

    private static List<Completion> fields(ResourceView<?> view, String head, String word) {
        List<Completion> found = new ArrayList<>();
        for (Column<?> column : view.columns()) {
            if (column.id().startsWith(word)) {
                String operator = column.kind().numeric() ? ">" : "=";
                found.add(new Completion(head + column.id() + operator, column.title()));
            }
        }
        return List.copyOf(found);
    }

    private static String nearest(String name) {
        return Commands.ALL.stream()
                .map(Command::id)
                .filter(id -> id.charAt(0) == name.charAt(0) || id.contains(name))
                .findFirst()
                .map(id -> ", do you mean " + id + "?")
                .orElse("; `?` lists all");
    }
}
