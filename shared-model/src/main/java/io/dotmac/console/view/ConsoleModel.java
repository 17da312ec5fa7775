package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.DirectSource;
import io.dotmac.console.live.LiveStore;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Session;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.resource.NodeRow;
import io.dotmac.console.resource.Resources;
import io.dotmac.model.live.LiveRow;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;

/// A whole console without its drawing: one profile, its session, its rows, its views and where the operator has been.
///
/// For another profile, close this and make another.
public final class ConsoleModel implements AutoCloseable {
    /// What a console is made of.
    ///
    /// @param profile to work with
    /// @param tokens where refresh tokens are kept
    /// @param http shared by all clients, see [io.dotmac.client.ApiClient#newHttp]
    /// @param tasks where the work runs; not closed by the model
    /// @param keymap in use
    /// @param direct the console's own probes, none or one
    /// @param zone in which the operator tells times
    public record Parts(
            Profile profile,
            TokenStore tokens,
            OkHttpClient http,
            Tasks tasks,
            Keymap keymap,
            List<DirectSource> direct,
            ZoneId zone) {
        /// Copies the list.
        public Parts {
            direct = List.copyOf(direct);
        }

        /// In the time zone of this machine.
        public Parts(
                Profile profile,
                TokenStore tokens,
                OkHttpClient http,
                Tasks tasks,
                Keymap keymap,
                List<DirectSource> direct) {
            this(profile, tokens, http, tasks, keymap, direct, ZoneId.systemDefault());
        }
    }

    private final Profile profile;
    private final Keymap keymap;
    private final Session session;
    private final LiveStore store;
    private final Viewed viewed;
    private final TimeTravel time;
    private final HandoverViewModel handover;
    private final Value<Place> place = new Value<>(Place.PULSE);
    private final Value<Boolean> needsLogIn = new Value<>(false);
    private final Trail trail = new Trail(Place.PULSE);
    private final TableViewModel<NodeRow> nodes;
    private final TableViewModel<Seen<LiveRow.Dependency>> dependencies;
    private final TableViewModel<Seen<LiveRow.Replication>> replication;
    private final TableViewModel<Seen<LiveRow.Container>> containers;
    private final TableViewModel<Seen<LiveRow.Workload>> workloads;
    private final TableViewModel<Seen<LiveRow.Alert>> alerts;
    private final AlertActions alertActions;
    private final QuietActions quiet;
    private final PulseViewModel pulse;
    private final MatrixViewModel matrix;
    private final ReplicationViewModel links;

    /// Puts the parts together; nothing runs before [#start].
    public ConsoleModel(Parts parts) {
        profile = parts.profile();
        keymap = parts.keymap();
        Tasks tasks = parts.tasks();
        session = new Session(profile, parts.tokens(), parts.http(), tasks);
        store = parts.direct().isEmpty()
                ? new LiveStore(session.client(), tasks)
                : new LiveStore(session.client(), tasks, parts.direct().getFirst());
        viewed = new Viewed(store, session.client(), tasks);
        time = new TimeTravel(viewed, session, tasks, parts.zone());
        handover = new HandoverViewModel(session.client(), viewed, tasks, parts.zone());
        nodes = new TableViewModel<>(Resources.NODES, viewed, tasks);
        dependencies = new TableViewModel<>(Resources.DEPENDENCIES, viewed, tasks);
        replication = new TableViewModel<>(Resources.REPLICATION, viewed, tasks);
        containers = new TableViewModel<>(Resources.CONTAINERS, viewed, tasks);
        workloads = new TableViewModel<>(Resources.WORKLOADS, viewed, tasks);
        alerts = new TableViewModel<>(
                Resources.ALERTS, viewed, tasks, new AlertStories(session, tasks, viewed, parts.zone()));
        alertActions = new AlertActions(
                session, tasks, alerts, () -> store.rows().get().offset());
        quiet = new QuietActions(session, store, tasks, parts.zone());
        pulse = new PulseViewModel(viewed, tasks);
        matrix = new MatrixViewModel(viewed, tasks);
        links = new ReplicationViewModel(viewed, tasks);
    }

    /// Resumes the last log-in in the background and begins to connect. When [Session#user] stays empty while the
    /// server can be reached, the operator has to log in: see [#needsLogIn].
    public void start() {
        store.refused().subscribe(_ -> weighLogIn());
        session.user().subscribe(user -> {
            weighLogIn();
            if (user.isEmpty()) {
                viewed.live();
                handover.clear();
                store.clear();
            } else if (!store.connection().get().live()) {
                store.refresh();
            }
        });
        viewed.past().subscribe(_ -> {
            if (place.get().view().equals(Commands.HANDOVER.id())) {
                handover.load();
            }
        });
        store.start();
    }

    /// Whether the server can be reached and does not know who this is.
    public Observable<Boolean> needsLogIn() {
        return needsLogIn;
    }

    /// The server that this console works with.
    public Profile profile() {
        return profile;
    }

    /// The log-in.
    public Session session() {
        return session;
    }

    /// All rows, and the connection.
    public LiveStore store() {
        return store;
    }

    /// What the screens look at: now, or the past.
    public Viewed viewed() {
        return viewed;
    }

    /// The way to the past and back.
    public TimeTravel time() {
        return time;
    }

    /// What shifts leave to each other.
    public HandoverViewModel handover() {
        return handover;
    }

    /// The keys in use.
    public Keymap keymap() {
        return keymap;
    }

    /// Where the operator is.
    public Observable<Place> place() {
        return place;
    }

    /// Goes to a view; a table takes the place's filter over.
    public void open(Place next) {
        show(trail.open(left(), next));
    }

    /// Closes this view; `false` on the first one, which stays.
    public boolean back() {
        Optional<Place> before = trail.step(left(), -1);
        before.ifPresent(this::show);
        return before.isPresent();
    }

    /// Goes one step back in history (`[`).
    public void previous() {
        trail.step(left(), -1).ifPresent(this::show);
    }

    /// Goes one step forward in history (`]`).
    public void next() {
        trail.step(left(), 1).ifPresent(this::show);
    }

    /// Goes to and fro between the last two views (`-`).
    public void last() {
        trail.last(left()).ifPresent(this::show);
    }

    /// The table of a place, none for `pulse`, `handover`, `silences`.
    public Optional<TableViewModel<?>> table(String view) {
        return Stream.of(alerts, nodes, dependencies, replication, containers, workloads)
                .filter(table -> table.resource().id().equals(view))
                .<TableViewModel<?>>map(table -> table)
                .findFirst();
    }

    /// The table of nodes.
    public TableViewModel<NodeRow> nodes() {
        return nodes;
    }

    /// The table of dependencies.
    public TableViewModel<Seen<LiveRow.Dependency>> dependencies() {
        return dependencies;
    }

    /// The table of replication links.
    public TableViewModel<Seen<LiveRow.Replication>> replication() {
        return replication;
    }

    /// The table of containers.
    public TableViewModel<Seen<LiveRow.Container>> containers() {
        return containers;
    }

    /// The table of what clusters run.
    public TableViewModel<Seen<LiveRow.Workload>> workloads() {
        return workloads;
    }

    /// The table of alerts.
    public TableViewModel<Seen<LiveRow.Alert>> alerts() {
        return alerts;
    }

    /// What an operator does with alerts.
    public AlertActions alertActions() {
        return alertActions;
    }

    /// What keeps alerts quiet.
    public QuietActions quiet() {
        return quiet;
    }

    /// Tiles and faults.
    public PulseViewModel pulse() {
        return pulse;
    }

    /// Nodes against dependencies.
    public MatrixViewModel matrix() {
        return matrix;
    }

    /// Links by primary with their history.
    public ReplicationViewModel links() {
        return links;
    }

    @Override
    public void close() {
        session.close();
        viewed.close();
        store.close();
        List.of(alerts, nodes, dependencies, replication, containers, workloads).forEach(TableViewModel::close);
        pulse.close();
        matrix.close();
        links.close();
    }

    /// Where the operator is, with the filter as it stands now.
    private Place left() {
        Place here = place.get();
        return table(here.view())
                .map(table -> new Place(here.view(), table.state().get().filter()))
                .orElse(here);
    }

    private void show(Place next) {
        table(next.view()).ifPresent(table -> table.filter(next.filter()));
        if (next.view().equals(Commands.HANDOVER.id())) {
            handover.load();
        }
        if (next.view().equals(Commands.SILENCES.id())) {
            if (!next.filter().isBlank()) {
                quiet.list().about(next.filter().strip().replaceFirst("^@", ""));
            }
            quiet.list().load();
        }
        place.set(next);
    }

    private void weighLogIn() {
        needsLogIn.set(store.refused().get() && session.user().get().isEmpty());
    }
}
