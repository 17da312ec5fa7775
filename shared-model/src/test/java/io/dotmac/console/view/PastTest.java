package io.dotmac.console.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.FakeServer;
import io.dotmac.console.live.Samples;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.resource.Section;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.OnCallSchedule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The past: how everything stood, what became of an alert, what a shift left.
class PastTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final OkHttpClient http = ApiClient.newHttp();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Instant now = Clock.systemUTC().instant();
    private final Instant then = now.minusSeconds(7_200);

    @TempDir
    Path folder;

    private FakeServer server;
    private ConsoleModel console;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.rows.put(Topic.NODES, List.of(Samples.node(Samples.id(1), "lag-db-1", now)));
        server.rows.put(Topic.DEPENDENCIES, List.of(Samples.redis(Samples.id(1), "lag-db-1", Health.UP, now)));
        server.rows.put(Topic.ALERTS, List.of(Samples.alert("f1", "Redis down", now)));
        for (String path : List.of("replication", "containers", "workloads", "alerts", "on-call-schedules")) {
            server.lists.put("/api/v1/" + path, url -> List.of());
        }
        Profile profile = new Profile("test", server.url(), "", false, Optional.empty());
        console = new ConsoleModel(new ConsoleModel.Parts(
                profile, new TokenStore(folder), http, tasks, Keymap.DEFAULT, List.of(), ZoneOffset.UTC));
        console.start();
        console.session().logIn("ops@example.net", "right");
        await().atMost(SOON)
                .until(() -> console.nodes().state().get().total() == 1
                        && console.dependencies().state().get().total() == 1
                        && console.alerts().state().get().total() == 1);
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
    void everyTableIsShownAsItStoodUntilLive() {
        // What was last said before then, long before: what a node that was up watched held all the same.
        var node = Samples.node(Samples.id(1), "lag-db-1", NodeState.UP, Severity.CRITICAL, then.minusSeconds(900));
        var redis = Samples.redis(Samples.id(1), "lag-db-1", Health.DOWN, then.minusSeconds(900));
        List<String> asked = new CopyOnWriteArrayList<>();
        server.lists.put("/api/v1/nodes", url -> {
            asked.add(String.valueOf(url.queryParameter("at")));
            return List.of(node);
        });
        server.lists.put("/api/v1/dependencies", url -> List.of(redis));

        console.time().at("-2h", Optional.empty(), said::add);

        await().atMost(SOON)
                .until(() -> console.dependencies().state().get().faults() == 1
                        && console.alerts().state().get().total() == 0);
        assertThat(asked.getFirst()).matches("[-0-9]{10}T[0-9:]{8}Z");
        var row = console.dependencies().state().get().rows().getFirst();
        assertThat(row.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(row.stale()).isFalse();
        assertThat(console.time().banner().orElseThrow()).startsWith("AS OF ").endsWith("2 h ago, ISP northnet");
        assertThat(console.viewed().sight().now()).isBefore(now.minusSeconds(7_000));

        assertThat(console.time().live()).isTrue();

        await().atMost(SOON).until(() -> console.alerts().state().get().total() == 1);
        await().atMost(SOON).until(() -> console.dependencies().state().get().faults() == 0);
        assertThat(console.time().banner()).isEmpty();
        assertThat(console.time().live()).isFalse();
    }

    @Test
    void platformStaffSayOfWhichIspThePastIs() {
        LiveRow.Node other = Samples.node(Samples.id(2), "abj-db-1", now);
        server.change(new LiveRow.Node(
                other.id(),
                "abuja",
                other.name(),
                other.state(),
                other.severity(),
                other.since(),
                other.lastSeen(),
                other.intervalMillis(),
                other.agentVersion(),
                other.os(),
                other.clockOffsetMillis(),
                other.host(),
                other.up(),
                other.total()));
        await().atMost(SOON).until(() -> console.nodes().state().get().total() == 2);
        server.lists.put("/api/v1/nodes", url -> List.of(Samples.node(Samples.id(1), "lag-db-1", then)));
        server.lists.put("/api/v1/dependencies", url -> List.of());

        console.time().at("-2h", Optional.empty(), said::add);

        assertThat(said)
                .containsExactly(
                        "of which ISP? type :at -2h abuja (there are abuja, northnet), or select one of its rows");
        assertThat(console.time().banner()).isEmpty();

        console.time().at("-2h", console.nodes().tenant(), said::add);
        await().atMost(SOON).until(() -> console.time().banner().isPresent());
        assertThat(console.time().banner().orElseThrow())
                .endsWith(", ISP " + console.nodes().tenant().orElseThrow());
        console.time().live();

        console.time().at("-2h abuja", Optional.of("northnet"), said::add);
        await().atMost(SOON).until(() -> console.time().banner().isPresent());
        assertThat(console.time().banner().orElseThrow()).endsWith(", ISP abuja");
        assertThat(server.seen).anyMatch(one -> one.matches("GET /api/v1/alerts\\?at=.*&tenant=abuja"));
    }

    @Test
    void peopleOfAnIspNameNone() {
        server.tenant = Optional.of("northnet");
        console.session().logIn("ops@example.net", "right");
        server.lists.put("/api/v1/nodes", url -> List.of(Samples.node(Samples.id(1), "lag-db-1", then)));
        server.lists.put("/api/v1/dependencies", url -> List.of());

        console.time().at("-2h abuja", Optional.of("northnet"), said::add);
        assertThat(said.getFirst()).startsWith("-2h abuja is no time");

        console.time().at("-2h", Optional.of("northnet"), said::add);
        await().atMost(SOON).until(() -> console.time().banner().isPresent());
        assertThat(console.time().banner().orElseThrow()).endsWith("2 h ago");
        assertThat(server.seen).noneMatch(one -> one.contains("tenant="));
    }

    @Test
    void nodeThatWasSilentThenIsStaleThen() {
        var silent = Samples.node(Samples.id(1), "lag-db-1", NodeState.DOWN, Severity.STALE, then.minusSeconds(900));
        server.lists.put("/api/v1/nodes", url -> List.of(silent));
        server.lists.put(
                "/api/v1/dependencies",
                url -> List.of(Samples.redis(Samples.id(1), "lag-db-1", Health.UP, then.minusSeconds(900))));

        console.time().at("-2h", Optional.empty(), said::add);

        await().atMost(SOON)
                .until(() -> console.nodes().state().get().rows().getFirst().severity() == Severity.STALE);
        await().atMost(SOON)
                .until(() ->
                        console.dependencies().state().get().rows().getFirst().severity() == Severity.STALE);
    }

    @Test
    void nothingIsChangedInThePast() {
        server.lists.put("/api/v1/nodes", url -> List.of(Samples.node(Samples.id(1), "lag-db-1", then)));
        server.lists.put("/api/v1/dependencies", url -> List.of());
        assertThat(console.time().refuses(Commands.ACK)).isEmpty();

        console.time().at("-2h", Optional.empty(), said::add);

        await().atMost(SOON).until(() -> console.time().banner().isPresent());
        for (Command command : List.of(
                Commands.ACK, Commands.OWN, Commands.SILENCE, Commands.RESTART, Commands.PROBE, Commands.LOGS)) {
            assertThat(console.time().refuses(command).orElseThrow()).contains("read-only", ":live");
        }
        assertThat(console.time().refuses(Commands.HANDOVER_SIGN)).isPresent();
        assertThat(console.time().refuses(Commands.FILTER)).isEmpty();
        assertThat(console.time().refuses(Commands.LIVE)).isEmpty();
    }

    @Test
    void whatWasAskedBeforeDoesNotHideWhatIsWritten() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        server.lists.put("/api/v1/handovers", url -> {
            asked.countDown();
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        });
        server.posts.put(
                "/api/v1/handovers",
                body -> handover(Json.read(body, NewHandover.class).notes(), Optional.empty()));
        console.open(Place.of("handover"));
        asked.await();
        console.handover().write("watch lag-db-2", said::add);
        await().atMost(SOON).until(() -> said.stream().anyMatch(words -> words.contains("handover written")));

        answered.countDown();

        await().during(Duration.ofMillis(300))
                .until(() -> fields(console.handover().sections()).toString().contains("watch lag-db-2"));
    }

    @Test
    void whatCannotBeHadIsSaidAndLiveStays() {
        server.lists.put("/api/v1/nodes", url -> List.of());
        server.lists.put("/api/v1/dependencies", url -> List.of());

        console.time().at("-30d", Optional.empty(), said::add);
        await().atMost(SOON).until(() -> said.stream().anyMatch(words -> words.contains("no history so far back")));
        server.lists.remove("/api/v1/nodes");
        console.time().at("-2h", Optional.empty(), said::add);
        await().atMost(SOON).until(() -> said.stream().anyMatch(words -> words.contains("the server refuses")));
        server.stop();
        console.time().at("-3h", Optional.empty(), said::add);
        await().atMost(SOON).until(() -> said.stream().anyMatch(words -> words.contains("cannot be reached")));
        console.time().at("noon", Optional.empty(), said::add);

        assertThat(said.getLast()).contains("noon is no time", "yesterday 22:00");
        assertThat(console.time().banner()).isEmpty();
        assertThat(console.alerts().state().get().total()).isEqualTo(1);
    }

    @Test
    void detailTellsWhoWasToldAndWhatHappened() {
        UUID receiver = new UUID(1, 5);
        server.lists.put(
                "/api/v1/notifications",
                url -> List.of(new Delivery(
                        new UUID(1, 4),
                        4,
                        receiver,
                        "noc-mail",
                        NoticeKind.ESCALATION,
                        Delivery.State.FAILED,
                        "default",
                        "critical",
                        "Redis down",
                        List.of("f1"),
                        3,
                        "550 no such user",
                        Instant.parse("2026-03-20T03:12:07Z"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
        server.lists.put(
                "/api/v1/alerts/f1/history",
                url -> List.of(new Transition(
                        9,
                        "f1",
                        "redis-down",
                        1,
                        Transition.Kind.FIRED,
                        Level.CRITICAL,
                        Instant.parse("2026-03-20T03:11:59Z"),
                        Optional.of(1.0),
                        Optional.empty(),
                        "refused",
                        "Redis down",
                        Optional.empty(),
                        Optional.empty())));

        assertThat(detail("Told")).containsExactly(": loading");
        await().atMost(SOON).until(() -> !detail("Told").contains(": loading"));

        assertThat(detail("Told"))
                .containsExactly("2026-03-20 03:12:07: noc-mail: escalation, FAILED, 3 attempts: 550 no such user");
        assertThat(detail("History")).containsExactly("2026-03-20 03:11:59: fired as critical, value 1: refused");
    }

    @Test
    void detailSaysWhyNothingIsTold() {
        server.lists.put("/api/v1/notifications", url -> List.of());

        detail("Told");
        await().atMost(SOON).until(() -> !detail("Told").contains(": loading"));

        assertThat(detail("Told")).containsExactly(": nobody was told");
        assertThat(detail("History")).containsExactly(": the server refuses: no such path");
    }

    @Test
    void handoverIsWrittenShownAndSigned() {
        List<Handover> kept = new ArrayList<>();
        server.lists.put("/api/v1/handovers", url -> List.copyOf(kept));
        server.posts.put("/api/v1/handovers", body -> {
            kept.add(handover(Json.read(body, NewHandover.class).notes(), Optional.empty()));
            return kept.getFirst();
        });
        server.posts.put(
                "/api/v1/handovers/" + new UUID(2, 2) + "/signature",
                body -> handover(
                        "watch lag-db-2", Optional.of(new Handover.Signature(new UUID(3, 3), "Night", now, ""))));
        console.open(Place.of("handover"));
        await().atMost(SOON)
                .until(() -> fields(console.handover().sections()).toString().contains("no handover was"));
        assertThat(console.handover().preview()).isEmpty();

        console.handover().write("watch lag-db-2", said::add);

        await().atMost(SOON).until(() -> !console.handover().preview().isEmpty());
        assertThat(fields(console.handover().sections()))
                .contains(": watch lag-db-2", "Signed by: nobody yet")
                .anyMatch(
                        line -> line.startsWith("critical: Redis down on lag-app-2") && line.endsWith("nobody has it"));
        console.handover().sign(said::add);

        await().atMost(SOON).until(() -> console.handover().preview().isEmpty());
        assertThat(fields(console.handover().sections()).toString()).contains("Signed by: Night");
        assertThat(said).anyMatch(words -> words.contains("the shift is yours"));
        console.handover().write(" ", said::add);
        assertThat(said.getLast()).contains(":handover write NOTES");
    }

    @Test
    void whoIsOnCallStandsAboveTheHandoverNow() {
        server.lists.put("/api/v1/handovers", url -> List.of(handover("watch lag-db-2", Optional.empty())));
        server.lists.put(
                "/api/v1/on-call-schedules",
                url -> List.of(schedule("billing", Optional.empty()), schedule("nights", Optional.of("Ada Okafor"))));
        console.open(Place.of("handover"));
        await().atMost(SOON).until(() -> fields(console.handover().sections()).contains(": watch lag-db-2"));

        List<Section> sections = console.handover().sections();
        assertThat(sections.getFirst().title()).isEqualTo("On call now");
        assertThat(fields(sections.subList(0, 1)))
                .containsExactly("billing: nobody", "nights: Ada Okafor until 2030-01-01 06:00");
        assertThat(sections.getFirst().fields().getFirst().severity()).isEqualTo(Severity.MAJOR);

        server.lists.remove("/api/v1/on-call-schedules");
        console.handover().load();
        await().atMost(SOON)
                .until(() -> console.handover().state().get().problem().contains("who is on call"));
        assertThat(fields(console.handover().sections())).contains(": watch lag-db-2");
    }

    private OnCallSchedule schedule(String name, Optional<String> person) {
        return new OnCallSchedule(
                new UUID(9, name.length()),
                name,
                "UTC",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                person,
                person.map(one -> Instant.parse("2030-01-01T06:00:00Z")),
                now,
                now,
                1);
    }

    private Handover handover(String notes, Optional<Handover.Signature> signature) {
        return new Handover(
                new UUID(2, 2),
                now.minusSeconds(60),
                new UUID(4, 4),
                "Day",
                notes,
                List.of(Samples.alert("f1", "Redis down", now).alert()),
                List.of(),
                signature);
    }

    private List<String> detail(String section) {
        var row = console.alerts().row("f1").orElseThrow();
        return fields(console.alerts().detail(row).stream()
                .filter(one -> one.title().equals(section))
                .toList());
    }

    private static List<String> fields(List<Section> sections) {
        return sections.stream()
                .flatMap(section -> section.fields().stream())
                .map(field -> field.name() + ": " + field.value())
                .toList();
    }
}
