package io.dotmac.console.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.command.Scope;
import io.dotmac.console.live.FakeServer;
import io.dotmac.console.live.Samples;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final OkHttpClient http = ApiClient.newHttp();

    @TempDir
    Path folder;

    private FakeServer server;
    private ConsoleModel console;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.rows.put(
                Topic.NODES,
                List.of(
                        Samples.node(Samples.id(1), "lag-db-1", now()),
                        Samples.node(Samples.id(2), "lag-app-2", NodeState.UP, Severity.CRITICAL, now()),
                        Samples.node(Samples.id(3), "kan-edge-1", NodeState.DOWN, Severity.STALE, now())));
        server.rows.put(
                Topic.DEPENDENCIES,
                List.of(
                        Samples.redis(Samples.id(1), "lag-db-1", Health.UP, now()),
                        Samples.redis(Samples.id(2), "lag-app-2", Health.DOWN, now())));
        server.rows.put(
                Topic.REPLICATION,
                List.of(
                        Samples.link(Samples.id(1), "lag-db-2", 0.3, Severity.OK, now()),
                        Samples.link(Samples.id(1), "lag-db-3", 18.4, Severity.MAJOR, now())));
        Profile profile = new Profile("test", server.url(), "", false, Optional.empty());
        console = new ConsoleModel(
                new ConsoleModel.Parts(profile, new TokenStore(folder), http, tasks, Keymap.DEFAULT, List.of()));
    }

    @AfterEach
    void stop() {
        console.close();
        server.close();
        tasks.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    @Test
    void strangerIsAskedToLogInAndThenSeesRows() {
        console.start();
        await().atMost(SOON).until(() -> console.needsLogIn().get());

        assertThat(console.session().logIn("ops@example.net", "right")).isInstanceOf(LogInResult.LoggedIn.class);

        await().atMost(SOON).until(() -> console.store().connection().get().live());
        await().atMost(SOON).until(() -> !console.needsLogIn().get());
        await().atMost(SOON).until(() -> console.nodes().state().get().total() == 3);
    }

    @Test
    void worstRowComesFirstAndFaultsAreCounted() {
        goLive();

        var state = console.replication().state().get();

        assertThat(state.rows())
                .extracting(row -> row.cells().getFirst().text())
                .containsExactly("lag-db-3", "lag-db-2");
        assertThat(state.faults()).isEqualTo(1);
        assertThat(state.rows().getFirst().severity()).isEqualTo(Severity.MAJOR);
        assertThat(state.selected()).hasValue(Samples.id(1) + "/lag-db-3");
    }

    @Test
    void selectionStaysOnItsRowWhenOrderChanges() {
        goLive();
        String key = Samples.id(1) + "/lag-db-2";
        console.replication().select(key);

        server.change(Samples.link(Samples.id(1), "lag-db-2", 120.0, Severity.CRITICAL, now()));

        await().atMost(SOON)
                .until(() -> console.replication()
                        .state()
                        .get()
                        .rows()
                        .getFirst()
                        .key()
                        .equals(key));
        assertThat(console.replication().state().get().selected()).hasValue(key);
        assertThat(console.replication().state().get().selectedIndex()).isZero();
    }

    @Test
    void rowThatVanishesGivesItsPlaceToTheNext() {
        goLive();
        assertThat(console.replication().state().get().selected()).hasValue(Samples.id(1) + "/lag-db-3");
        assertThat(console.replication().chosen()).containsExactly(Samples.id(1) + "/lag-db-3");

        console.replication().filter("!lag-db-3");

        await().atMost(SOON)
                .until(() -> console.replication()
                        .state()
                        .get()
                        .selected()
                        .equals(Optional.of(Samples.id(1) + "/lag-db-2")));
    }

    @Test
    void heldOrderStaysWhileValuesGoOn() {
        goLive();
        console.replication().pause(true);
        await().atMost(SOON).until(() -> console.replication().state().get().paused());

        server.change(Samples.link(Samples.id(1), "lag-db-2", 120.0, Severity.CRITICAL, now()));

        await().atMost(SOON)
                .until(() -> console.replication().state().get().rows().get(1).severity() == Severity.CRITICAL);
        console.replication().pause(false);
        await().atMost(SOON)
                .until(() ->
                        console.replication().state().get().rows().getFirst().severity() == Severity.CRITICAL);
    }

    @Test
    void changedCellIsMarkedForAWhile() {
        goLive();
        List<Boolean> flashes = new java.util.concurrent.CopyOnWriteArrayList<>();
        console.replication()
                .state()
                .subscribe(state -> state.rows().stream()
                        .filter(row -> row.key().endsWith("lag-db-2"))
                        .forEach(row -> flashes.add(row.changed())));

        server.change(Samples.link(Samples.id(1), "lag-db-2", 5.0, Severity.OK, now()));

        await().atMost(SOON).until(() -> flashes.contains(true));
        await().atMost(SOON).until(() -> !flashes.getLast());
    }

    @Test
    void wrongFilterKeepsTheRowsAndTellsWhere() {
        goLive();
        console.replication().filter("lag>10s");
        await().atMost(SOON).until(() -> console.replication().state().get().shown() == 1);

        console.replication().filter("lag>10s colour=red");

        await().atMost(SOON)
                .until(() -> console.replication().state().get().error().isPresent());
        var state = console.replication().state().get();
        assertThat(state.error().orElseThrow().position()).isEqualTo(8);
        assertThat(state.shown()).isEqualTo(1);
        assertThat(state.total()).isEqualTo(2);
    }

    @Test
    void marksChooseRows() {
        goLive();
        console.replication().toggleMarkAll();
        await().atMost(SOON).until(() -> console.replication().chosen().size() == 2);

        console.replication().toggleMark(Samples.id(1) + "/lag-db-3");

        await().atMost(SOON)
                .until(() -> console.replication().chosen().equals(java.util.Set.of(Samples.id(1) + "/lag-db-2")));
    }

    @Test
    void matrixShowsFaultsByGlyphAndText() {
        goLive();

        MatrixViewModel.State matrix = console.matrix().state().get();

        assertThat(matrix.columns()).extracting(MatrixViewModel.Column::title).containsExactly("REDIS", "REPL");
        assertThat(matrix.rows())
                .extracting(MatrixViewModel.Row::name)
                .containsExactly("lag-app-2", "lag-db-1", "kan-edge-1");
        MatrixViewModel.Cell redis = matrix.rows().getFirst().cells().getFirst();
        assertThat(redis.glyph()).isEqualTo('■');
        assertThat(redis.severity()).isEqualTo(Severity.CRITICAL);
        MatrixViewModel.Cell lag = matrix.rows().get(1).cells().get(1);
        assertThat(lag.text()).isEqualTo("18s");
        assertThat(lag.keys()).hasSize(2).first().asString().endsWith("lag-db-3");
        assertThat(matrix.rows().get(2).cells()).containsOnly(MatrixViewModel.Cell.ABSENT);
    }

    @Test
    void pulseCountsAndTellsWhatIsWrong() {
        goLive();

        PulseViewModel.State pulse = console.pulse().state().get();

        assertThat(pulse.tiles()).extracting(PulseViewModel.Tile::id).containsExactly("nodes", "replication", "redis");
        assertThat(pulse.tiles().getFirst().value()).isEqualTo("2 of 3");
        assertThat(pulse.tiles().get(1).value()).isEqualTo("18.4 s");
        assertThat(pulse.tiles().get(2).caption()).isEqualTo("1 down");
        assertThat(pulse.faults())
                .extracting(PulseViewModel.Fault::title)
                .satisfiesExactly(
                        title -> assertThat(title).isEqualTo("Redis sessions down"),
                        title -> assertThat(title).isEqualTo("Replica lag-db-3 18.4 s behind"),
                        title -> assertThat(title).startsWith("Agent silent"));
    }

    /// Whoever reads that all is well must be able to believe it.
    @Test
    void alertIsAFaultUnlessARowTellsItOrItIsQuiet() {
        goLive();
        Alert.Facts work = new Alert.Facts(List.of(), Optional.empty(), Optional.of("upgrade"));

        server.change(Samples.alert("a1", "told", labels(2, "sessions"), Alert.Facts.NONE, now()));
        server.change(Samples.alert("a2", "of a silent node", labels(3, "host"), Alert.Facts.NONE, now()));
        server.change(Samples.alert("a3", "at work", labels(1, "host"), work, now()));
        server.change(Samples.alert("a4", "disk / at 95 %", labels(1, "host"), Alert.Facts.NONE, now()));

        await().atMost(SOON).until(() -> console.pulse().state().get().faults().size() == 4);
        assertThat(console.pulse().state().get().faults())
                .filteredOn(fault -> fault.topic() == Topic.ALERTS)
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.key()).isEqualTo("a4");
                    assertThat(fault.title()).isEqualTo("disk / at 95 %");
                    assertThat(fault.summary()).isEqualTo("redis-down");
                    assertThat(fault.where()).isEqualTo("node-1");
                });
    }

    private static Map<String, String> labels(int node, String target) {
        return Map.of("node", "node-" + node, "node_id", Samples.id(node).toString(), "target", target);
    }

    @Test
    void remarkIsNoFaultAndNotColouredAsOne() {
        goLive();

        server.change(new LiveRow.Dependency(
                Samples.id(2),
                "lag-app-2",
                "northnet",
                Samples.redisState("sessions", Health.UP, Severity.INFO, now()),
                now()));

        await().atMost(SOON).until(() -> console.pulse().state().get().counts().getOrDefault(Severity.INFO, 0) == 1);
        assertThat(console.pulse().state().get().faults())
                .extracting(PulseViewModel.Fault::title)
                .noneMatch(title -> title.startsWith("Redis"));
        PulseViewModel.Tile redis = console.pulse().state().get().tiles().get(2);
        assertThat(redis.caption()).isEqualTo("all up");
        assertThat(redis.worst()).isEqualTo(Severity.OK);
        await().atMost(SOON)
                .until(() -> console.matrix().state().get().rows().stream()
                        .flatMap(row -> row.cells().stream())
                        .anyMatch(cell -> cell.text().equals("note") && cell.severity() == Severity.OK));
        await().atMost(SOON).until(() -> console.dependencies().state().get().faults() == 0);
        assertThat(console.dependencies().state().get().rows())
                .as("its table tells the remark")
                .anyMatch(row -> row.severity() == Severity.INFO);
    }

    @Test
    void copyWithAnUnknownLagIsTheWorst() {
        goLive();

        server.change(Samples.link(Samples.id(1), "lag-db-2", null, Severity.CRITICAL, now()));

        await().atMost(SOON)
                .until(() ->
                        console.pulse().state().get().tiles().get(1).value().equals("unknown"));
    }

    @Test
    void deadPrimaryIsNotDrawnWell() {
        goLive();
        assertThat(console.links().state().get().groups().getFirst().primarySeverity())
                .as("nothing probes it, but it is followed")
                .isEqualTo(Severity.OK);

        LiveRow.Dependency dead = new LiveRow.Dependency(
                Samples.id(1),
                "lag-db-1",
                "northnet",
                Samples.redisState("lag-db-1", Health.DOWN, Severity.CRITICAL, now()),
                now());
        server.change(dead);

        await().atMost(SOON)
                .until(() -> console.links().state().get().groups().getFirst().primarySeverity() == Severity.CRITICAL);
    }

    @Test
    void linksAreGroupedByPrimaryWithTheirLimits() {
        goLive();

        ReplicationViewModel.Group group =
                console.links().state().get().groups().getFirst();

        assertThat(group.primary()).isEqualTo("lag-db-1");
        assertThat(group.severity()).isEqualTo(Severity.MAJOR);
        assertThat(group.links().getFirst().lag()).isEqualTo("18.4 s");
        assertThat(group.links().getFirst().bytes()).isEqualTo("41 MB");
        assertThat(group.links().getFirst().history().last()).isEqualTo(18.4);
        assertThat(group.links().getFirst().minorSeconds()).isEqualTo(10);
    }

    @Test
    void noRowIsDrawnOkWhenStale() {
        // Rows of half an hour ago, as a server tells them that was away just as long.
        Instant old = now().minusSeconds(1800);
        server.rows.put(Topic.NODES, List.of(Samples.node(Samples.id(1), "lag-db-1", old)));
        server.rows.put(Topic.DEPENDENCIES, List.of(Samples.redis(Samples.id(1), "lag-db-1", Health.UP, old)));
        server.rows.put(Topic.REPLICATION, List.of(Samples.link(Samples.id(1), "lag-db-2", 0.3, Severity.OK, old)));
        console.session().logIn("ops@example.net", "right");
        console.start();
        await().atMost(SOON).until(() -> console.links().state().get().groups().size() == 1);
        await().atMost(SOON).until(() -> console.matrix().state().get().rows().size() == 1);
        await().atMost(SOON).until(() -> console.pulse().state().get().tiles().size() == 3);
        await().atMost(SOON).until(() -> console.nodes().state().get().total() == 1);
        await().atMost(SOON).until(() -> console.dependencies().state().get().total() == 1);

        assertThat(console.nodes().state().get().rows().getFirst().severity()).isEqualTo(Severity.STALE);
        assertThat(console.dependencies().state().get().rows().getFirst().severity())
                .isEqualTo(Severity.STALE);
        assertThat(console.links().state().get().links().getFirst().severity()).isEqualTo(Severity.STALE);
        assertThat(console.matrix().state().get().rows().getFirst().cells())
                .allSatisfy(cell -> assertThat(cell.severity()).isEqualTo(Severity.STALE))
                .allSatisfy(cell -> assertThat(cell.text()).isEqualTo("30m"));
        assertThat(console.pulse().state().get().tiles())
                .allSatisfy(tile -> assertThat(tile.worst()).isEqualTo(Severity.STALE));
    }

    @Test
    void historyGoesBackAndForthWithFilters() {
        goLive();
        console.open(Place.of("nodes"));
        console.nodes().filter("lag");
        await().atMost(SOON).until(() -> console.nodes().state().get().filter().equals("lag"));
        console.open(new Place("replication", "lag>1s"));

        console.last();
        assertThat(console.place().get()).isEqualTo(new Place("nodes", "lag"));
        console.last();
        assertThat(console.place().get().view()).isEqualTo("replication");
        assertThat(console.back()).isTrue();
        assertThat(console.back()).isTrue();
        assertThat(console.place().get()).isEqualTo(Place.PULSE);
        assertThat(console.back()).isFalse();
        console.next();
        assertThat(console.place().get().view()).isEqualTo("nodes");
    }

    @Test
    void tenThousandRowsAreFilteredAndSorted() {
        List<LiveRow> links = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            links.add(Samples.link(Samples.id(1), "standby-" + i, (double) (i * 7919 % 10_000), Severity.OK, now()));
        }
        server.rows.put(Topic.REPLICATION, links);
        console.session().logIn("ops@example.net", "right");
        console.start();
        await().atMost(SOON).until(() -> console.replication().state().get().total() == 10_000);

        console.replication().sortBy("lag");
        console.replication().filter("lag<5000 standby");

        await().atMost(Duration.ofSeconds(5))
                .until(() -> console.replication().state().get().shown() == 5_000);
        var rows = console.replication().state().get().rows();
        assertThat(console.replication()
                        .row(rows.getFirst().key())
                        .orElseThrow()
                        .row()
                        .link()
                        .lagSeconds())
                .hasValue(4_999.0);
    }

    @Test
    void hostileNameIsHarmlessEverywhere() {
        String hostile = "a" + (char) 0x202e + "b";
        server.rows.put(
                Topic.NODES, List.of(Samples.node(Samples.id(1), hostile, NodeState.DOWN, Severity.STALE, now())));
        console.session().logIn("ops@example.net", "right");
        console.start();
        await().atMost(SOON).until(() -> console.nodes().state().get().total() == 1);
        await().atMost(SOON).until(() -> console.matrix().state().get().rows().size() == 1);
        await().atMost(SOON).until(() -> !console.pulse().state().get().faults().isEmpty());

        assertThat(console.nodes()
                        .state()
                        .get()
                        .rows()
                        .getFirst()
                        .cells()
                        .getFirst()
                        .text())
                .isEqualTo("ab");
        assertThat(console.matrix().state().get().rows().getFirst().name()).isEqualTo("ab");
        assertThat(console.pulse().state().get().faults())
                .extracting(PulseViewModel.Fault::where)
                .contains("ab");
    }

    @Test
    void helpListsEveryCommandOnce() {
        var groups = new HelpViewModel(Keymap.DEFAULT, Scope.DESKTOP).groups();

        assertThat(groups.stream().flatMap(group -> group.entries().stream()))
                .hasSameSizeAs(io.dotmac.console.command.Commands.ALL)
                .doesNotHaveDuplicates();
    }

    /// At night, with the server away, an empty table of alerts must not read as an all-clear.
    @Test
    void emptyTableSaysThatNothingIsThereOnlyWhileTheServerDoes() {
        goLive();
        await().atMost(SOON).until(() -> console.alerts().state().get().none().equals("no alert"));
        assertThat(console.pulse().state().get().away()).isFalse();

        server.close();

        await().atMost(SOON)
                .until(() -> console.alerts().state().get().none().equals("not known while the server is away"));
        await().atMost(SOON).until(() -> console.pulse().state().get().away());
    }

    @Test
    void nextUserDoesNotSeeTheRowsOfTheLast() {
        goLive();

        console.session().logOut();

        await().atMost(SOON).until(() -> console.needsLogIn().get());
        await().atMost(SOON).until(() -> console.store().rows().get().nodes().isEmpty());
        await().atMost(SOON).until(() -> console.nodes().state().get().total() == 0);
        assertThat(console.store().connection().get().live()).isFalse();
    }

    private void goLive() {
        console.session().logIn("ops@example.net", "right");
        console.start();
        await().atMost(SOON).until(() -> console.store().connection().get().live());
        await().atMost(SOON).until(() -> console.nodes().state().get().total() == 3);
        await().atMost(SOON).until(() -> console.replication().state().get().total() == 2);
        await().atMost(SOON).until(() -> console.matrix().state().get().rows().size() == 3);
        await().atMost(SOON)
                .until(() -> console.matrix().state().get().columns().size() == 2);
        await().atMost(SOON).until(() -> console.pulse().state().get().faults().size() == 3);
        await().atMost(SOON).until(() -> console.links().state().get().links().size() == 2);
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
