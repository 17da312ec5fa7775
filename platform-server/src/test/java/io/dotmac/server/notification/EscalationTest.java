package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.client.ApiClient;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.MadeHeartbeat;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewEscalationPolicy;
import io.dotmac.model.notification.NewHeartbeat;
import io.dotmac.model.notification.NewOverride;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.NewSchedule;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.OnCallSchedule;
import io.dotmac.model.notification.OnCallTurn;
import io.dotmac.model.notification.PolicyTest;
import io.dotmac.model.notification.ScheduleLayer;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Alerts come from outside here, so that the clock may go ahead without nodes falling silent.
class EscalationTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private TestPlatform platform;
    private TestReceiver hook;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start(
                TestPlatform.copy(), Map.of("NOTIFICATION__REACH", "all", "NOTIFICATION__TIMEOUT", "2s"));
        hook = new TestReceiver();
    }

    @AfterEach
    void stop() {
        platform.close();
        hook.close();
    }

    @Test
    void whoIsOnCallIsToldAndThenOthersUntilSomebodyHasIt() throws IOException {
        UUID ada = webhook("ada");
        UUID ben = webhook("ben");
        UUID boss = webhook("boss");
        OnCallSchedule schedule = root().post(
                        "/api/v1/on-call-schedules" + acme(),
                        new NewSchedule("noc", "Africa/Lagos", List.of(layer(ada))),
                        OnCallSchedule.class);
        assertThat(schedule.onCall()).contains(ada);
        Instant now = platform.clock().instant();
        root().post(
                        "/api/v1/on-call-schedules/" + schedule.id() + "/overrides" + acme(),
                        new NewOverride(ben, now, now.plus(Duration.ofHours(5)), "dentist"),
                        OnCallSchedule.class);
        OnCallTurn turn = platform.as(TestPlatform.OPERATOR)
                .get("/api/v1/on-call-schedules/" + schedule.id() + "/on-call", OnCallTurn.class);
        assertThat(turn.name()).isEqualTo("ben");
        assertThat(turn.because()).isEqualTo("override: dentist");
        EscalationPolicy policy = policy(List.of(
                new EscalationLevel(0, List.of(), List.of(schedule.id())),
                new EscalationLevel(300, List.of(boss), List.of())));
        PolicyTest test = root().post(
                        "/api/v1/escalation-policies/" + policy.id() + "/test" + acme(), Map.of(), PolicyTest.class);
        assertThat(test.steps())
                .hasSize(2)
                .allSatisfy(step -> assertThat(step.results().getFirst().sent()).isTrue());
        assertThat(told("test")).containsExactly("/ben", "/boss");
        route(List.of(), Optional.of(policy.id()), Optional.empty());

        outside(1, "a");
        await().atMost(SOON).until(() -> told("firing").equals(List.of("/ben")));
        platform.clock().advance(Duration.ofMinutes(4));
        outside(1, "a");
        await().during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> told("escalation").isEmpty());
        platform.clock().advance(Duration.ofSeconds(61));
        await().atMost(SOON).until(() -> told("escalation").equals(List.of("/boss")));

        Alert alert = platform.as(TestPlatform.OPERATOR)
                .list("/api/v1/alerts", LiveRow.Alert.class)
                .getFirst()
                .alert();
        platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/alerts/" + alert.fingerprint() + "/ack",
                        new NewAck(Optional.of("mine"), Optional.empty()),
                        LiveRow.Alert.class);
        await().atMost(SOON)
                .until(() ->
                        platform.value("select acked from notification.groups").equals("t"));
        assertThat(platform.value("select step_at is null from notification.groups"))
                .isEqualTo("t");
        assertThat(platform.as(TestPlatform.OPERATOR)
                        .list("/api/v1/notifications?alert=" + alert.fingerprint(), Delivery.class))
                .extracting(Delivery::receiver)
                .containsExactly("boss", "ben");
    }

    @Test
    void pagerHearsOfAnIncidentOfItsAcknowledgementAndOfItsEnd() throws IOException {
        hook.answers(202, "{\"status\":\"success\",\"message\":\"Event processed\"}");
        MadeReceiver pager = receiver(
                NewReceiver.of("pager", new Target.PagerDuty("R0123456789", Optional.of(hook.url("/v2/enqueue")))));
        route(List.of(pager.receiver().id()), Optional.empty(), Optional.empty());

        outside(1, "a");
        await().atMost(SOON).until(() -> hook.requests().size() == 1);
        Alert alert = platform.as(TestPlatform.OPERATOR)
                .list("/api/v1/alerts", LiveRow.Alert.class)
                .getFirst()
                .alert();
        platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/alerts/" + alert.fingerprint() + "/ack",
                        new NewAck(Optional.of("mine"), Optional.empty()),
                        LiveRow.Alert.class);
        await().atMost(SOON).until(() -> hook.requests().size() == 2);
        platform.clock().advance(Duration.ofMinutes(6)); // Nobody told it again, so it is over.
        await().atMost(SOON).until(() -> hook.requests().size() == 3);

        List<JsonNode> events =
                hook.requests().stream().map(TestReceiver.Request::json).toList();
        assertThat(events)
                .extracting(one -> one.path("event_action").asText())
                .containsExactly("trigger", "acknowledge", "resolve");
        assertThat(events).allSatisfy(one -> {
            assertThat(one.path("dedup_key").asText()).isEqualTo(alert.fingerprint());
            assertThat(one.path("routing_key").asText()).isEqualTo("R0123456789");
        });
        assertThat(events.getFirst().path("payload").path("severity").asText()).isEqualTo("critical");
        assertThat(events.getFirst().path("payload").path("class").asText()).isEqualTo("outside");
    }

    @Test
    void pagerOfBothTheRouteAndTheFirstLevelIsCalledOnce() throws IOException {
        hook.answers(202, "{\"status\":\"success\",\"message\":\"Event processed\"}");
        UUID pager = receiver(NewReceiver.of(
                        "pager", new Target.PagerDuty("R0123456789", Optional.of(hook.url("/v2/enqueue")))))
                .receiver()
                .id();
        EscalationPolicy policy = policy(List.of(new EscalationLevel(0, List.of(pager), List.of())));
        route(List.of(pager), Optional.of(policy.id()), Optional.empty());

        outside(2, "a");

        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> hook.requests().size() == 2);
        assertThat(hook.requests())
                .extracting(one -> one.json().path("event_action").asText())
                .containsExactly("trigger", "trigger");
        assertThat(log()).extracting(Delivery::state).containsExactly(State.SENT, State.SENT);
    }

    @Test
    void receiverThatIsDownForAnHourIsTriedLessAndLessAndThenToldOnce() throws IOException {
        route(List.of(webhook("hook")), Optional.empty(), Optional.empty());
        hook.answers(503, "");
        outside(1, "a");
        await().atMost(SOON).until(() -> hook.requests().size() == 1);

        for (int minute = 0; minute < 60; minute += 4) {
            platform.clock().advance(Duration.ofMinutes(4));
            outside(1, "a");
            await().pollInterval(Duration.ofMillis(100)).atMost(SOON).until(this::nothingDue);
        }
        int tried = hook.requests().size();
        assertThat(tried).isBetween(5, 30);
        hook.answers(200, "ok");
        platform.clock().advance(Duration.ofMinutes(4));
        outside(1, "a");
        platform.clock().advance(Duration.ofMinutes(3));

        await().atMost(SOON).until(() -> log().stream().anyMatch(one -> one.state() == State.SENT));
        assertThat(hook.requests()).hasSize(tried + 1);
        assertThat(hook.distinct()).isEqualTo(1);
        assertThat(platform.value("select failures from notification.receivers"))
                .isEqualTo("0");
    }

    @Test
    void clockThatWasAheadAndIsSetRightPutsNothingOff() throws IOException {
        EscalationPolicy policy = policy(List.of(
                new EscalationLevel(0, List.of(webhook("ada")), List.of()),
                new EscalationLevel(300, List.of(webhook("boss")), List.of())));
        route(List.of(), Optional.of(policy.id()), Optional.empty());
        platform.clock().advance(Duration.ofHours(6));
        outside(1, "a");
        await().atMost(SOON).until(() -> told("firing").equals(List.of("/ada")));

        platform.clock().advance(Duration.ofHours(-6));

        platform.clock().advance(Duration.ofSeconds(2));
        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from notification.groups"
                                + " where told_at > now() + interval '1 h' or due_at > now() + interval '1 h'")
                        .equals("0"));
        outside(1, "a");
        platform.clock().advance(Duration.ofSeconds(302));
        await().atMost(SOON).until(() -> told("escalation").equals(List.of("/boss")));
    }

    @Test
    void floodIsAFewMessagesAndOneThatCountsTheRest() throws IOException {
        MadeReceiver made = receiver(new NewReceiver(
                "hook",
                new Target.Webhook(hook.url("/hook")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(5),
                Optional.empty(),
                Optional.empty()));
        hook.does(exchange -> TestReceiver.answer(exchange, 200, "ok"));
        route(List.of(made.receiver().id()), Optional.empty(), Optional.of(List.of("instance")), 60);
        outside(300, "x");
        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from notification.groups")
                        .equals("300"));

        platform.clock().advance(Duration.ofSeconds(61));

        await().atMost(SOON).until(() -> told("summary").size() == 1);
        assertThat(hook.requests()).hasSize(5);
        JsonNode summary = hook.requests().getLast().json();
        assertThat(summary.path("subject").asText()).startsWith("[SUMMARY] 296 more alerts, in 296 messages");
        assertThat(platform.value("select count(*) from notification.deliveries where state = 'folded'"))
                .isEqualTo("296");
    }

    @Test
    void heartbeatThatDoesNotComeIsAnAlertUntilItComes() throws IOException {
        MadeHeartbeat made = root().post(
                        "/api/v1/heartbeats" + acme(),
                        new NewHeartbeat("backup", 3_600, Optional.of(60L), Optional.empty()),
                        MadeHeartbeat.class);
        platform.anonymous().send("POST", "/api/v1/heartbeats/beat/" + made.token(), null);
        platform.clock().advance(Duration.ofSeconds(3_650));
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> firing().isEmpty());

        platform.clock().advance(Duration.ofSeconds(20));

        await().atMost(SOON).until(() -> firing().size() == 1);
        assertThat(firing().getFirst().summary()).startsWith("heartbeat backup has not come since 20");
        platform.anonymous().send("POST", "/api/v1/heartbeats/beat/" + made.token(), null);
        await().atMost(SOON).until(() -> firing().isEmpty());
        assertThat(platform.value("select token_hash from notification.heartbeats"))
                .doesNotContain(made.token());
    }

    private List<Alert> firing() throws IOException {
        return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                .map(LiveRow.Alert::alert)
                .toList();
    }

    /// Whether every message that may be tried by now has been.
    private boolean nothingDue() {
        return platform.value("select count(*) from notification.deliveries where state = 'sending'"
                        + " or state = 'queued' and due_at <= '"
                        + platform.clock().instant() + "'")
                .equals("0");
    }

    /// Paths at which messages of a kind came.
    private List<String> told(String kind) {
        return hook.requests().stream()
                .filter(one -> one.json().path("kind").asText().equals(kind))
                .map(TestReceiver.Request::path)
                .toList();
    }

    private UUID webhook(String name) throws IOException {
        return receiver(NewReceiver.of(name, new Target.Webhook(hook.url("/" + name))))
                .receiver()
                .id();
    }

    private MadeReceiver receiver(NewReceiver wanted) throws IOException {
        return new TestTelling(platform).receiver(wanted);
    }

    private EscalationPolicy policy(List<EscalationLevel> levels) throws IOException {
        return root().post(
                        "/api/v1/escalation-policies" + acme(),
                        new NewEscalationPolicy("p", levels, Optional.empty(), Optional.empty()),
                        EscalationPolicy.class);
    }

    private void route(List<UUID> receivers, Optional<UUID> policy, Optional<List<String>> groupBy) throws IOException {
        route(receivers, policy, groupBy, 0);
    }

    private void route(List<UUID> receivers, Optional<UUID> policy, Optional<List<String>> groupBy, long wait)
            throws IOException {
        new TestTelling(platform)
                .route(List.of(Matcher.equal("alertname", "outside")), receivers, policy, groupBy, wait);
    }

    /// So many alerts are told from outside, for the next five minutes.
    private void outside(int count, String name) throws IOException {
        List<Map<String, Object>> alerts = new ArrayList<>();
        IntStream.range(0, count)
                .forEach(i -> alerts.add(Map.of(
                        "labels",
                        Map.of("alertname", "outside", "severity", "critical", "instance", name + i),
                        "annotations",
                        Map.of("summary", name + i + " is broken"))));
        platform.as(TestPlatform.OPERATOR).send("POST", "/api/v2/alerts", alerts);
    }

    private static ScheduleLayer layer(UUID who) {
        return new ScheduleLayer(
                "base",
                List.of(who),
                7,
                LocalDate.parse("2026-01-01"),
                LocalTime.of(8, 0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<Delivery> log() {
        try {
            return platform.as(TestPlatform.OPERATOR).list("/api/v1/notifications", Delivery.class).stream()
                    .filter(one -> one.kind() != NoticeKind.TEST)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiClient root() {
        return platform.as(TestPlatform.ROOT);
    }

    private String acme() {
        return new TestTelling(platform).acme();
    }
}
