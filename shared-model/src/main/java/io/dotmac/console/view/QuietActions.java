package io.dotmac.console.view;

import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.live.LiveStore;
import io.dotmac.console.profile.Session;
import io.dotmac.console.quiet.Cover;
import io.dotmac.console.quiet.QuietForm;
import io.dotmac.console.quiet.QuietForms;
import io.dotmac.console.quiet.QuietList;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.live.LiveRow;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// Keeping alerts quiet, from the rows of any table: what a console opens for `silence`, `maintenance`, `unsilence`.
public final class QuietActions {
    private static final int MANY = 50;

    private final QuietForms forms;
    private final QuietList list;

    QuietActions(Session session, LiveStore store, Tasks tasks, ZoneId zone) {
        list = new QuietList(session, store, tasks, zone);
        forms = new QuietForms(session, store, tasks, zone, list::load);
    }

    /// What is quiet now, and what is planned.
    public QuietList list() {
        return list;
    }

    /// The dialog of `silence` or `maintenance` for rows; empty, with a word why, where they cannot have one.
    ///
    /// @param rows chosen
    /// @param command one of the two
    /// @param lasts how long as typed, empty for the usual
    /// @param say shows a short word, called by any thread
    public Optional<QuietForm> form(List<LiveRow> rows, Command command, String lasts, Consumer<String> say) {
        if (rows.isEmpty()) {
            say.accept("no row is selected");
            return Optional.empty();
        }
        if (command.equals(Commands.MAINTENANCE)) {
            Optional<Cover> node = Cover.node(rows.getFirst());
            if (node.isEmpty()) {
                say.accept("no node is known of this row, so there is none to work on");
            }
            return node.map(cover -> forms.maintenance(cover, lasts, say));
        }
        List<Cover> covers = Cover.of(rows.stream().limit(MANY).toList());
        return Optional.of(forms.silence(covers, lasts, say));
    }

    /// Rows of a table, as the server tells them.
    public static <R> List<LiveRow> rows(TableViewModel<R> table, Set<String> keys) {
        return keys.stream()
                .flatMap(key -> table.row(key).stream())
                .map(table.resource()::wire)
                .toList();
    }

    /// Puts the list's cursor on what keeps the alert of a row quiet; `false`, with a word why, where nothing does.
    ///
    /// @param rows the first of which is meant
    /// @param say shows a short word
    public boolean find(List<LiveRow> rows, Consumer<String> say) {
        if (rows.isEmpty() || !(rows.getFirst() instanceof LiveRow.Alert row)) {
            say.accept("no alert is selected");
            return false;
        }
        Alert.Facts facts = row.alert().facts();
        list.about(row.tenant());
        Optional<UUID> silence = facts.silences().stream().findFirst();
        silence.ifPresent(list::select);
        if (silence.isEmpty() && facts.maintenance().isEmpty()) {
            say.accept("nothing keeps this alert quiet");
            return false;
        }
        return true;
    }
}
