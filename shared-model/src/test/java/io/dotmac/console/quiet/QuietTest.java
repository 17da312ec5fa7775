package io.dotmac.console.quiet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.FakeServer;
import io.dotmac.console.live.Samples;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.console.view.Place;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewMaintenance;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Repeat;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dialogs that keep alerts quiet, and the list of what is quiet.
class QuietTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final UUID ID = new UUID(6, 6);

    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final OkHttpClient http = ApiClient.newHttp();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<NewSilence> made = new CopyOnWriteArrayList<>();
    private final List<NewMaintenance> planned = new CopyOnWriteArrayList<>();
    private final Instant now = Clock.systemUTC().instant();

    @TempDir
    Path folder;

    private FakeServer server;
    private ConsoleModel console;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.rows.put(Topic.NODES, List.of(Samples.node(Samples.id(1), "lag-db-1", now)));
        server.rows.put(Topic.ALERTS, List.of(alert()));
        server.lists.put("/api/v1/maintenance-windows", url -> List.of());
        server.lists.put("/api/v1/silences", url -> List.of());
        server.posts.put("/api/v1/silences/preview", this::preview);
        server.posts.put("/api/v1/silences", body -> {
            NewSilence wanted = Json.read(body, NewSilence.class);
            made.add(wanted);
            return silence(wanted.matchers(), wanted.endsAt(), wanted.reason());
        });
        server.posts.put("/api/v1/maintenance-windows", body -> {
            NewMaintenance wanted = Json.read(body, NewMaintenance.class);
            planned.add(wanted);
            return window(wanted.matchers(), wanted.startsAt(), wanted.endsAt());
        });
        console = new ConsoleModel(new ConsoleModel.Parts(
                new Profile("test", server.url(), "", false, Optional.empty()),
                new TokenStore(folder),
                http,
                tasks,
                Keymap.DEFAULT,
                List.of(),
                ZoneOffset.UTC));
        console.start();
        console.session().logIn("ops@example.net", "right");
        await().atMost(SOON)
                .until(() -> console.alerts().state().get().total() == 1
                        && console.nodes().state().get().total() == 1);
    }

    @AfterEach
    void stop() {
        console.close();
        server.close();
        tasks.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /// One alert of a node or a rule alone, none of anything narrower.
    private SilencePreview preview(String body) {
        NewSilence wanted = Json.read(body, NewSilence.class);
        return wanted.matchers().size() == 1
                ? new SilencePreview(3, List.of(alert().alert()))
                : new SilencePreview(0, List.of());
    }

    private LiveRow.Alert alert() {
        return alertOf("northnet");
    }

    private LiveRow.Alert alertOf(String tenant) {
        Map<String, String> labels = Map.of(
                "alertname", "redis-down",
                "node", "lag-db-1",
                "node_id", Samples.id(1).toString(),
                "target", "sessions");
        return new LiveRow.Alert(
                tenant,
                Samples.alert("f1", "Redis down", labels, Alert.Facts.NONE, now).alert());
    }

    private static Silence silence(List<Matcher> matchers, Instant end, String why) {
        return new Silence(ID, matchers, Instant.EPOCH, end, why, "Ada", Instant.EPOCH, Instant.EPOCH, false);
    }

    private static Maintenance window(List<Matcher> matchers, Instant from, Instant to) {
        return new Maintenance(
                new UUID(7, 7),
                "work",
                matchers,
                from,
                to,
                Repeat.ONCE,
                "UTC",
                Optional.empty(),
                "new disk",
                "Bola",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private QuietForm silenceForm() {
        return console.quiet()
                .form(List.of(alert()), Commands.SILENCE, "", said::add)
                .orElseThrow();
    }

    private static void awaits(QuietForm form, Function<QuietForm.State, Boolean> holds) {
        await().atMost(SOON).until(() -> holds.apply(form.state().get()));
    }

    @Test
    void whatAChoiceWouldHideIsAskedOfTheServer() {
        QuietForm form = silenceForm();
        awaits(form, state -> state.hides().equals(List.of("no alert that fires now")));
        assertThat(form.covers().getFirst().title()).startsWith("this alert: ");
        int rule = form.covers().size() - 1;
        assertThat(form.covers().get(rule).title()).startsWith("rule ").endsWith(", on every node");

        form.cover(rule);

        awaits(
                form,
                state -> state.hides().equals(List.of("3 alerts that fire now", "critical  Redis down", "and 2 more")));
        assertThat(made).isEmpty();
    }

    @Test
    void nothingIsMadeWithoutACommentOrWithoutAnEnd() {
        QuietForm form = silenceForm();

        form.send();

        assertThat(form.state().get().wrong(QuietForm.Field.COMMENT)).contains("comment is needed");
        form.type(QuietForm.Field.COMMENT, "hoster replaces it");
        assertThat(form.state().get().wrong(QuietForm.Field.COMMENT)).isEmpty();
        form.type(QuietForm.Field.LASTS, "a while");
        assertThat(form.state().get().wrong(QuietForm.Field.LASTS)).contains("a while", "30 min");
        assertThat(form.ends()).isEmpty();
        form.send();
        assertThat(form.state().get().done()).isFalse();
        assertThat(made).isEmpty();
    }

    @Test
    void silenceIsMadeOfWhatWasChosenUntilItsEnd() {
        QuietForm form = silenceForm();
        form.type(QuietForm.Field.LASTS, "8 h");
        form.type(QuietForm.Field.COMMENT, " hoster replaces it ");
        assertThat(form.ends()).endsWith(", in 8 h").matches(".*[0-9]{2}:[0-9]{2}, .*");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(made).hasSize(1);
        assertThat(made.getFirst().reason()).isEqualTo("hoster replaces it");
        assertThat(made.getFirst().matchers())
                .isEqualTo(form.covers().getFirst().targets().getFirst().matchers());
        assertThat(Duration.between(now, made.getFirst().endsAt()))
                .isBetween(Duration.ofMinutes(479), Duration.ofMinutes(482));
        assertThat(said.getLast()).startsWith("silenced until ").contains("this alert");
    }

    @Test
    void whatTheServerRefusesStandsAtItsField() {
        server.posts.put(
                "/api/v1/silences",
                body -> new ErrorDocument.Problem(
                        "INVALID",
                        "the request is not valid",
                        List.of(
                                new ErrorDocument.Detail("ends_at", "must lie ahead"),
                                new ErrorDocument.Detail("quota", "is used up")),
                        "req_1"));
        QuietForm form = silenceForm();
        form.type(QuietForm.Field.COMMENT, "why");

        form.send();

        awaits(form, state -> state.wrong(QuietForm.Field.LASTS).equals("ends_at must lie ahead"));
        assertThat(form.state().get().problem()).isEqualTo("quota is used up");
        assertThat(form.state().get().done()).isFalse();
        assertThat(form.state().get().sending()).isFalse();
    }

    @Test
    void markedAlertsAreSilencedEachByItself() {
        List<LiveRow> both = List.of(
                Samples.redis(Samples.id(1), "lag-db-1", Health.DOWN, now),
                Samples.redis(Samples.id(2), "lag-db-2", Health.DOWN, now));
        QuietForm form = console.quiet()
                .form(both, Commands.SILENCE, "30 min", said::add)
                .orElseThrow();
        assertThat(form.covers()).extracting(Cover::title).containsExactly("the 2 marked rows");
        form.type(QuietForm.Field.COMMENT, "switch is replaced");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(made)
                .hasSize(2)
                .allSatisfy(one ->
                        assertThat(one.matchers()).extracting(Matcher::name).containsExactly("node_id", "target"));
    }

    @Test
    void silenceOfPlatformStaffIsForTheIspOfItsRow() {
        QuietForm form = silenceForm();
        assertThat(form.whose()).isEqualTo("northnet");
        awaits(form, state -> state.hides().equals(List.of("no alert that fires now")));
        assertThat(server.seen).contains("POST /api/v1/silences/preview?tenant=northnet");
        form.type(QuietForm.Field.COMMENT, "hoster");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(server.seen).contains("POST /api/v1/silences?tenant=northnet");
        assertThat(server.seen).doesNotContain("POST /api/v1/silences");
    }

    @Test
    void rowsOfSeveralIspsAreSilencedEachAtItsOwn() {
        List<LiveRow> rows = List.of(alertOf("northnet"), alertOf("abuja"), alertOf(""));
        QuietForm form =
                console.quiet().form(rows, Commands.SILENCE, "", said::add).orElseThrow();
        assertThat(form.whose()).isEqualTo("northnet, abuja, the platform itself, no ISP");
        form.type(QuietForm.Field.COMMENT, "switch");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(server.seen)
                .contains(
                        "POST /api/v1/silences?tenant=northnet",
                        "POST /api/v1/silences?tenant=abuja",
                        "POST /api/v1/silences");
    }

    @Test
    void workOfPlatformStaffIsForTheIspOfItsRow() {
        QuietForm form = console.quiet()
                .form(List.of(Samples.node(Samples.id(1), "lag-db-1", now)), Commands.MAINTENANCE, "", said::add)
                .orElseThrow();
        form.type(QuietForm.Field.COMMENT, "new disk");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(server.seen).contains("POST /api/v1/maintenance-windows?tenant=northnet");
    }

    @Test
    void peopleOfAnIspMeanTheirOwn() {
        server.tenant = Optional.of("northnet");
        console.session().logIn("ops@example.net", "right");
        QuietForm form = silenceForm();
        assertThat(form.whose()).isEmpty();
        form.type(QuietForm.Field.COMMENT, "hoster");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(server.seen).contains("POST /api/v1/silences");
        console.quiet().list().about("abuja");
        console.quiet().list().load();
        await().atMost(SOON).until(() -> !console.quiet().list().state().get().loading());
        assertThat(server.seen).noneMatch(one -> one.contains("tenant="));
        assertThat(console.quiet().list().state().get().whose()).isEmpty();
    }

    @Test
    void platformStaffSeeTheirOwnAndThoseOfTheIspTheyLookAt() {
        Silence own = silence(List.of(Matcher.equal("alertname", "disk-full")), now.plusSeconds(900), "own");
        Silence theirs = new Silence(
                new UUID(6, 7),
                List.of(Matcher.equal("alertname", "redis-down")),
                Instant.EPOCH,
                now.plusSeconds(7200),
                "theirs",
                "Ada",
                Instant.EPOCH,
                Instant.EPOCH,
                false);
        server.lists.put(
                "/api/v1/silences", url -> List.of("northnet".equals(url.queryParameter("tenant")) ? theirs : own));
        server.posts.put("/api/v1/silences/" + theirs.id(), body -> theirs);
        QuietList list = console.quiet().list();

        console.open(Place.of("silences"));

        await().atMost(SOON).until(() -> list.state().get().rows().size() == 1);
        assertThat(list.state().get().whose()).startsWith("of the platform itself; :silences TENANT");

        console.open(new Place("silences", "@northnet"));

        await().atMost(SOON).until(() -> list.state().get().rows().size() == 2);
        assertThat(list.state().get().whose()).isEqualTo("of northnet and of the platform itself");
        assertThat(list.state().get().rows()).extracting(list::owner).containsExactly("platform", "northnet");
        QuietRow last = list.state().get().rows().getLast();
        assertThat(list.preview(last)).anyMatch(line -> line.endsWith("redis-down, of northnet"));

        list.end(last, said::add);

        await().atMost(SOON).until(() -> !said.isEmpty());
        assertThat(server.seen).contains("DELETE /api/v1/silences/" + theirs.id() + "?tenant=northnet");
    }

    @Test
    void workOnANodeBeginsWhenItIsPlanned() {
        QuietForm form = console.quiet()
                .form(List.of(Samples.node(Samples.id(1), "lag-db-1", now)), Commands.MAINTENANCE, "", said::add)
                .orElseThrow();
        assertThat(form.fields()).contains(QuietForm.Field.BEGINS);
        form.type(QuietForm.Field.BEGINS, "tomorrow 02:00");
        form.type(QuietForm.Field.LASTS, "until 04:30");
        form.type(QuietForm.Field.COMMENT, "new disk");
        assertThat(form.ends()).contains("02:00 to ", "04:30, for 2 h 30 min");

        form.send();

        awaits(form, QuietForm.State::done);
        assertThat(planned).hasSize(1);
        NewMaintenance window = planned.getFirst();
        assertThat(window.name()).startsWith("work on node lag-db-1");
        assertThat(window.matchers())
                .containsExactly(Matcher.equal("node_id", Samples.id(1).toString()));
        assertThat(Duration.between(window.startsAt(), window.endsAt())).isEqualTo(Duration.ofMinutes(150));
        assertThat(window.startsAt()).isAfter(now);
    }

    @Test
    void detailOfAnAlertTellsWhoSilencedIt() {
        LiveRow.Alert silenced = new LiveRow.Alert(
                "northnet", alert().alert().with(new Alert.Facts(List.of(ID), Optional.empty(), Optional.empty())));
        server.lists.put("/api/v1/notifications", url -> List.of());
        server.lists.put("/api/v1/alerts/f1/history", url -> List.of());
        server.posts.put("/api/v1/silences/" + ID, body -> silence(List.of(), now.plusSeconds(3600), "hoster"));
        server.change(silenced);

        await().atMost(SOON)
                .until(() -> console.alerts().row("f1").stream()
                        .flatMap(row -> console.alerts().detail(row).stream())
                        .anyMatch(section -> section.title().equals("Silenced")
                                && section.fields().getFirst().value().equals("hoster, by Ada")
                                && section.fields().getFirst().name().startsWith("until ")));
    }

    @Test
    void whatIsQuietIsListedAndEnded() {
        Matcher node = Matcher.equal("node_id", Samples.id(1).toString());
        Silence over = silence(List.of(node), now.minusSeconds(5), "over");
        Silence on = silence(
                List.of(Matcher.equal("alertname", "redis-down"), node), now.plus(Duration.ofMinutes(20)), "hoster");
        server.lists.put("/api/v1/silences", url -> List.of(on, over));
        server.lists.put(
                "/api/v1/maintenance-windows",
                url -> List.of(window(List.of(node), now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2)))));
        List<String> ended = new CopyOnWriteArrayList<>();
        server.posts.put("/api/v1/silences/" + ID, body -> {
            ended.add(ID.toString());
            server.lists.put("/api/v1/silences", url -> List.of());
            return over;
        });
        QuietList list = console.quiet().list();

        list.load();

        await().atMost(SOON).until(() -> list.state().get().rows().size() == 2);
        QuietRow first = list.state().get().current().orElseThrow();
        assertThat(first.what()).isEqualTo("redis-down, node lag-db-1");
        assertThat(first.severity(list.now())).as("ends soon").isEqualTo(Severity.MINOR);
        assertThat(list.when(first)).matches(".*[0-9]{2}:[0-9]{2}, (19|20) min");
        assertThat(list.state().get().rows().getLast().severity(list.now())).isEqualTo(Severity.OK);
        assertThat(list.when(list.state().get().rows().getLast())).startsWith("from ");
        assertThat(list.preview(first)).anyMatch(line -> line.contains("Ada: hoster"));
        assertThat(ended).isEmpty();

        list.end(first, said::add);

        await().atMost(SOON).until(() -> list.state().get().rows().size() == 1);
        assertThat(ended).hasSize(1);
        assertThat(said).contains("silence ended: redis-down, node lag-db-1");
    }
}
