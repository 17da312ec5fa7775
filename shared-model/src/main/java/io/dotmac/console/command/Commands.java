package io.dotmac.console.command;

import io.dotmac.console.key.Keys;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.Resources;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Every command of both consoles. The keys, the help, the palette and `:` all read from here.
public final class Commands {
    /// Opens the view of everything at once.
    public static final Command PULSE = global("pulse", "overview of everything", "g p");
    /// Opens the `:` prompt.
    public static final Command PROMPT = global("prompt", "command", ":");
    /// Opens the palette, a prompt that lists all commands.
    public static final Command PALETTE = global("palette", "palette", "ctrl-k");
    /// Shows the keys that work here.
    public static final Command HELP = global("help", "keys", "?");
    /// Leaves what is on top: a prompt, a filter, a view.
    public static final Command BACK = global("back", "back", "esc");
    /// Leaves the view, and the console from the first one.
    public static final Command QUIT = global("quit", "quit view", "q");
    /// Leaves the console.
    public static final Command EXIT = global("exit", "quit the console");
    /// Fetches everything anew.
    public static final Command REFRESH = global("refresh", "refresh", "ctrl-r");
    /// Goes to the view before this one.
    public static final Command PREVIOUS = global("history-previous", "previous view", "[");
    /// Goes to the view that was left by going back.
    public static final Command NEXT = global("history-next", "next view", "]");
    /// Goes to and fro between the last two views.
    public static final Command LAST = global("history-last", "last view", "-");
    /// Shows everything as it stood at a past moment, read-only.
    public static final Command AT =
            new Command("at", "as it stood at a time", Scope.GLOBAL, Danger.D0, List.of(), "03:12");
    /// Goes back from the past to now.
    public static final Command LIVE = global("live", "back to now");
    /// Opens what the shift before left.
    public static final Command HANDOVER = global("handover", "shift handover", "g h");
    /// Notes how it stands, for the next shift; `:handover write` is the same.
    public static final Command HANDOVER_WRITE =
            new Command("handover-write", "write a handover", Scope.GLOBAL, Danger.D1, List.of(), "NOTES");
    /// Takes over from the shift before, after a preview; `:handover sign` is the same.
    public static final Command HANDOVER_SIGN =
            new Command("handover-sign", "sign the handover", Scope.GLOBAL, Danger.D2, List.of(), "");
    /// Opens what is kept quiet now, and what is planned.
    public static final Command SILENCES = global("silences", "silences, maintenance", "g m");
    /// Works with another server.
    public static final Command PROFILE =
            new Command("ctx", "switch profile", Scope.GLOBAL, Danger.D0, List.of(), "PROFILE");
    /// Forgets the log-in on this machine and on the server.
    public static final Command LOG_OUT = global("logout", "log out");

    /// Filters the table.
    public static final Command FILTER =
            new Command("filter", "filter", Scope.TABLE, Danger.D0, List.of(Keys.parse("/")), "TEXT");
    /// Opens what the row stands for.
    public static final Command OPEN = table("open", "open", "enter");
    /// Shows all that is known of the row.
    public static final Command DESCRIBE = table("describe", "describe", "d");
    /// Shows the row's record.
    public static final Command YAML = table("yaml", "yaml", "y");
    /// Shows the row's record.
    public static final Command JSON = table("json", "json", "j");
    /// Copies the marked rows, or this one.
    public static final Command COPY = table("copy", "copy", "c");
    /// Shows only rows that are not OK.
    public static final Command FAULTS = table("faults", "faults only", "!");
    /// Marks the row.
    public static final Command MARK = table("mark", "mark", "space");
    /// Marks all rows that the filter shows.
    public static final Command MARK_ALL = table("mark-all", "mark all", "*");
    /// Keeps the order of rows as it is; values go on.
    public static final Command PAUSE = table("pause", "hold the order", "ctrl-p");
    /// Says that one has seen the alert; the same key takes it back.
    public static final Command ACK = alert("ack", "acknowledge", Danger.D1, "a", "WHY");
    /// Takes the alert on.
    public static final Command OWN = alert("own", "own", Danger.D1, "o", "");
    /// Opens the dialog of a silence with its preview; with a time and a reason, makes it.
    public static final Command SILENCE = alert("silence", "silence", Danger.D2, "s", "2h WHY");
    /// Opens the dialog of work on the row's node.
    public static final Command MAINTENANCE = alert("maintenance", "maintenance", Danger.D2, "m", "");
    /// Goes to what keeps the alert quiet; there it ends it, after a preview.
    public static final Command UNSILENCE = alert("unsilence", "end a silence", Danger.D2, "u", "");
    /// Sorts by a column; Shift with the first letter of its title does it at once.
    public static final Command SORT = new Command("sort", "sort", Scope.TABLE, Danger.D0, List.of(), "COLUMN");

    /// Has the agent check the row's target now.
    public static final Command PROBE = table("probe", "probe now", "p");
    /// Follows the container's log.
    public static final Command LOGS = table("logs", "logs", "l");
    /// Restarts the container.
    public static final Command RESTART =
            new Command("restart", "restart", Scope.TABLE, Danger.D2, List.of(Keys.parse("r")), "");
    /// Has the agent tell how it does itself.
    public static final Command DIAGNOSE = table("diagnose", "diagnose the agent");

    /// Fills the screen, and goes from view to view.
    public static final Command WALLBOARD = desktop("wallboard", "wallboard", "f11");
    /// Opens the settings.
    public static final Command SETTINGS = desktop("settings", "settings", "ctrl-,");
    /// Goes from the dark to the light theme and back.
    public static final Command THEME = desktop("theme", "dark or light");
    /// Makes everything larger.
    public static final Command ZOOM_IN = desktop("zoom-in", "larger", "ctrl-+", "ctrl-=");
    /// Makes everything smaller.
    public static final Command ZOOM_OUT = desktop("zoom-out", "smaller", "ctrl--");
    /// Makes everything its normal size.
    public static final Command ZOOM_RESET = desktop("zoom-reset", "normal size", "ctrl-0");
    /// Writes the table to a file.
    public static final Command EXPORT = desktop("export", "export as CSV", "ctrl-shift-e");

    /// What is done with alerts.
    public static final List<Command> ON_ALERTS = List.of(ACK, OWN, SILENCE, MAINTENANCE, UNSILENCE);

    /// In the order of menus and help.
    public static final List<Command> ALL = all();

    private Commands() {}

    /// The command with that id.
    public static Optional<Command> named(String id) {
        return ALL.stream().filter(command -> command.id().equals(id)).findFirst();
    }

    /// The command that opens a table; its id is the table's.
    public static Command opens(ResourceView<?> view) {
        return new Command(view.id(), view.title(), Scope.GLOBAL, Danger.D0, List.of(view.chord()), "FILTER");
    }

    /// What is done with rows of a topic beyond looking at them, most needed first.
    public static List<Command> on(Topic topic) {
        return switch (topic) {
            case ALERTS -> ON_ALERTS;
            case CONTAINERS -> List.of(LOGS, RESTART, SILENCE, MAINTENANCE);
            case DEPENDENCIES -> List.of(PROBE, SILENCE, MAINTENANCE);
            case NODES, REPLICATION, WORKLOADS -> List.of(SILENCE, MAINTENANCE);
        };
    }

    /// What can be done with this row; ending a silence only where something keeps it quiet.
    public static List<Command> on(LiveRow row) {
        boolean quiet =
                row instanceof LiveRow.Alert alert && isQuiet(alert.alert().facts());
        return on(row.topic()).stream()
                .filter(command -> quiet || !command.equals(UNSILENCE))
                .toList();
    }

    /// Whether a command is about the row under the cursor, beyond looking at it.
    public static boolean isOnRows(Command command) {
        return Arrays.stream(Topic.values()).anyMatch(topic -> on(topic).contains(command));
    }

    /// Those of `commands` that work while the past is looked at, to which nothing can be done.
    public static List<Command> inThePast(List<Command> commands) {
        return commands.stream().filter(command -> !isOnRows(command)).toList();
    }

    private static boolean isQuiet(Alert.Facts facts) {
        return !facts.silences().isEmpty() || facts.maintenance().isPresent();
    }

    private static List<Command> all() {
        List<Command> all = new ArrayList<>(List.of(PULSE));
        Resources.ALL.forEach(view -> all.add(opens(view)));
        all.addAll(List.of(HANDOVER, HANDOVER_WRITE, HANDOVER_SIGN, SILENCES, AT, LIVE));
        all.addAll(List.of(OPEN, DESCRIBE, FILTER, FAULTS, SORT, PAUSE, MARK, MARK_ALL, COPY, YAML, JSON));
        all.addAll(ON_ALERTS);
        all.addAll(List.of(PROBE, LOGS, RESTART, DIAGNOSE));
        all.addAll(List.of(PROMPT, PALETTE, HELP, REFRESH, BACK, PREVIOUS, NEXT, LAST, PROFILE, LOG_OUT, QUIT, EXIT));
        all.addAll(List.of(WALLBOARD, EXPORT, SETTINGS, THEME, ZOOM_IN, ZOOM_OUT, ZOOM_RESET));
        return List.copyOf(all);
    }

    private static Command global(String id, String title, String... keys) {
        return of(id, title, Scope.GLOBAL, keys);
    }

    private static Command table(String id, String title, String... keys) {
        return of(id, title, Scope.TABLE, keys);
    }

    private static Command alert(String id, String title, Danger danger, String key, String argument) {
        return new Command(id, title, Scope.TABLE, danger, List.of(Keys.parse(key)), argument);
    }

    private static Command desktop(String id, String title, String... keys) {
        return of(id, title, Scope.DESKTOP, keys);
    }

    private static Command of(String id, String title, Scope scope, String... keys) {
        return new Command(
                id,
                title,
                scope,
                Danger.D0,
                Arrays.stream(keys).map(Keys::parse).toList(),
                "");
    }
}
