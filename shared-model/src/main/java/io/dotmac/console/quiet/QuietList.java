package io.dotmac.console.quiet;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.LiveStore;
import io.dotmac.console.live.Seen;
import io.dotmac.console.profile.Session;
import io.dotmac.console.text.Clean;
import io.dotmac.model.live.LiveRow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// What is kept quiet now and what is planned: silences and maintenance in one list. Safe for several threads.
///
/// People of an ISP see its own. Platform staff see the platform's, and those of the ISP that they looked at last.
public final class QuietList {
    /// What is shown.
    ///
    /// @param whose rows these are, for people who see those of all ISPs; empty for the others
    /// @param loading whether the server is being asked
    /// @param problem why there is nothing newer, empty when all is well
    /// @param rows what ends first comes first
    /// @param selected of the row the cursor is on
    public record State(String whose, boolean loading, String problem, List<QuietRow> rows, Optional<UUID> selected) {
        /// Copies the rows.
        public State {
            rows = List.copyOf(rows);
        }

        private State asking() {
            return new State(whose, true, problem, rows, selected);
        }

        private State failed(String why) {
            return new State(whose, false, why, rows, selected);
        }

        /// The row the cursor is on: the selected one, the first where that is gone.
        public Optional<QuietRow> current() {
            return rows.stream()
                    .filter(row -> selected.equals(Optional.of(row.id())))
                    .findFirst()
                    .or(() -> rows.stream().findFirst());
        }

        /// Its place, -1 where there is none.
        public int currentIndex() {
            return current().map(rows::indexOf).orElse(-1);
        }
    }

    /// Rows of each kind that are read; what ended long ago lies beyond.
    private static final int READ = 200;

    private final Session session;
    private final LiveStore store;
    private final Tasks tasks;
    private final ZoneId zone;
    private final AtomicLong turns = new AtomicLong();
    private final Value<State> state = new Value<>(new State("", true, "", List.of(), Optional.empty()));
    private volatile String tenant = "";

    /// @param session with the server
    /// @param store knows nodes by name, and how far ahead the server's clock is
    /// @param tasks where the server is asked
    /// @param zone in which times are told
    public QuietList(Session session, LiveStore store, Tasks tasks, ZoneId zone) {
        this.session = session;
        this.store = store;
        this.tasks = tasks;
        this.zone = zone;
    }

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    /// When it ends, or begins, for people.
    public String when(QuietRow row) {
        return row.whenText(now(), zone);
    }

    /// This console's clock.
    public Instant now() {
        return tasks.clock().instant();
    }

    /// Puts the cursor on a row.
    public void select(UUID id) {
        state.update(before ->
                new State(before.whose(), before.loading(), before.problem(), before.rows(), Optional.of(id)));
    }

    /// Lists those of an ISP from the next [#load] on, beside the platform's own; heeded for platform staff alone.
    ///
    /// @param slug of the ISP, empty for the platform alone
    public void about(String slug) {
        tenant = slug;
    }

    /// Whether rows of several owners stand here, so that each has to say whose it is.
    public boolean isOfSeveral() {
        return session.isStaff();
    }

    /// Whose a row is, for people who see those of all ISPs.
    public String owner(QuietRow row) {
        return row.tenant().isEmpty() ? "platform" : Clean.line(row.tenant());
    }

    /// Asks for all of them.
    public void load() {
        long turn = turns.incrementAndGet();
        String about = session.isStaff() ? tenant : "";
        state.update(State::asking);
        tasks.run(() -> {
            try {
                List<QuietRow> rows = read(about);
                state.update(before ->
                        turns.get() == turn ? new State(whose(about), false, "", rows, before.selected()) : before);
            } catch (ApiException | IOException e) {
                state.update(before -> turns.get() == turn ? before.failed(problem(e)) : before);
            }
        });
    }

    private String whose(String about) {
        if (!session.isStaff()) {
            return "";
        }
        return about.isEmpty()
                ? "of the platform itself; :silences TENANT adds those of an ISP"
                : "of " + Clean.line(about) + " and of the platform itself";
    }

    /// What ending a row will do, line by line.
    public List<String> preview(QuietRow row) {
        boolean planned = row.begin().isAfter(now());
        return List.of(
                "End this " + row.kindText() + " now?",
                "It covers: " + row.what() + (isOfSeveral() ? ", of " + owner(row) : ""),
                (planned ? "It would begin " : "It would end ") + when(row) + (planned ? " from now" : " to go"),
                "By " + row.by() + ": " + row.reason(),
                row.repeats().isEmpty()
                        ? "Alerts that still fire there will be told of again."
                        : "It comes back no more, and alerts that still fire there will be told of.");
    }

    /// Ends a row, in the background.
    ///
    /// @param say shows a short word, called by any thread
    public void end(QuietRow row, Consumer<String> say) {
        tasks.run(() -> {
            try {
                PlatformClient client = session.client(row.tenant());
                if (row.kind() == QuietForm.Kind.SILENCE) {
                    client.endSilence(row.id());
                } else {
                    client.endMaintenance(row.id());
                }
                say.accept(row.kindText() + " ended: " + row.what());
                load();
            } catch (ApiException | IOException e) {
                say.accept(problem(e));
            }
        });
    }

    private List<QuietRow> read(String about) throws IOException {
        Duration ahead = store.rows().get().offset();
        Instant now = now();
        Map<String, String> nodes = new HashMap<>();
        for (Seen<LiveRow.Node> seen : store.rows().get().nodes(now)) {
            nodes.put(seen.row().id().toString(), seen.row().name());
        }
        List<QuietRow> rows = new ArrayList<>();
        for (String whose : about.isEmpty() ? List.of("") : List.of("", about)) {
            PlatformClient client = session.client(whose);
            client.silences(READ)
                    .forEach(one -> QuietRow.of(whose, one, now, ahead, nodes).ifPresent(rows::add));
            client.maintenanceWindows(READ)
                    .forEach(one -> QuietRow.of(whose, one, now, ahead, nodes).ifPresent(rows::add));
        }
        rows.sort(Comparator.comparing((QuietRow row) -> row.begin().isAfter(now))
                .thenComparing(QuietRow::end)
                .thenComparing(QuietRow::id));
        return rows;
    }

    private static String problem(Exception e) {
        return e instanceof ApiException refused
                ? "refused: " + Clean.line(refused.problem().message())
                : "the server cannot be reached";
    }
}
