package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.dotmac.client.ApiClient;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.auth.UserChange;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.ContactMethod;
import io.dotmac.model.notification.Contacts;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NewEscalationPolicy;
import io.dotmac.model.notification.NewOverride;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.NewSchedule;
import io.dotmac.model.notification.OnCallSchedule;
import io.dotmac.model.notification.OnCallTurn;
import io.dotmac.model.notification.PolicyTest;
import io.dotmac.model.notification.ScheduleLayer;
import io.dotmac.model.notification.Target;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// People on call are told in their own ways.
class ContactsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private GreenMail mail;
    private TestPlatform platform;
    private TestReceiver hook;
    private UUID letter;
    private UUID pager;

    @BeforeEach
    void start() throws IOException {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        mail.start();
        platform = TestPlatform.start(
                TestPlatform.copy(),
                Map.of(
                        "NOTIFICATION__REACH", "all",
                        "NOTIFICATION__TIMEOUT", "2s",
                        "SMTP__HOST", "127.0.0.1",
                        "SMTP__PORT", Integer.toString(mail.getSmtp().getPort()),
                        "SMTP__SECURITY", "none",
                        "SMTP__FROM", "ops@dotmac.example"));
        hook = new TestReceiver();
        letter = receiver("letter", new Target.Email(List.of("ada@acme.example")));
        pager = receiver("pager", new Target.Webhook(hook.url("/pager")));
    }

    @AfterEach
    void stop() {
        platform.close();
        hook.close();
        mail.stop();
    }

    @Test
    void personOnCallIsToldByLetterNowAndByPagerLaterUnlessSomebodyHasIt() throws Exception {
        UUID ada = user(TestPlatform.OPERATOR);
        reached(TestPlatform.OPERATOR, ada, new ContactMethod(letter, Optional.empty()), later(pager, 300));
        OnCallSchedule schedule = schedule(ada);
        assertThat(schedule.onCallUser()).contains(ada);
        OnCallTurn turn = onCall(schedule);
        assertThat(turn.user()).contains(ada);
        assertThat(turn.receiver()).contains(letter);
        assertThat(turn.name()).isEqualTo(name(TestPlatform.OPERATOR));
        assertThat(turn.contacts().orElseThrow()).hasSize(2);
        UUID boss = receiver("boss", new Target.Webhook(hook.url("/boss")));
        EscalationPolicy policy = escalate(schedule, boss);
        PolicyTest test = root().post(
                        "/api/v1/escalation-policies/" + policy.id() + "/test" + acme(), Map.of(), PolicyTest.class);
        assertThat(test.steps().getFirst().results())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.sent()).isTrue());
        mail.purgeEmailFromAllMailboxes();

        outside("a");
        await().atMost(SOON).until(() -> mail.getReceivedMessages().length == 1);
        assertThat(mail.getReceivedMessages()[0].getAllRecipients()[0]).hasToString("ada@acme.example");
        platform.clock().advance(Duration.ofMinutes(3));
        outside("a");
        outside("b"); // News does not put the pager off.
        await().atMost(SOON).until(() -> mail.getReceivedMessages().length == 2);
        assertThat(told("firing")).isEmpty();
        platform.clock().advance(Duration.ofSeconds(121));
        await().atMost(SOON).until(() -> told("firing").equals(List.of("/pager")));
        platform.clock().advance(Duration.ofMinutes(4)); // Nobody tells of them again, so they are over.
        await().atMost(SOON).until(() -> told("resolved").equals(List.of("/pager")));
        await().atMost(SOON).until(() -> mail.getReceivedMessages().length == 3);

        outside("c");
        await().atMost(SOON).until(() -> mail.getReceivedMessages().length == 4);
        String fingerprint = firing("outside").getFirst().fingerprint();
        platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/alerts/" + fingerprint + "/ack",
                        new NewAck(Optional.of("mine"), Optional.empty()),
                        LiveRow.Alert.class);
        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from notification.deliveries where state = 'queued'")
                        .equals("0"));
        platform.clock().advance(Duration.ofMinutes(6));
        await().atMost(SOON).until(() -> mail.getReceivedMessages().length == 5); // It is over.
        assertThat(told("firing")).hasSize(1);
        assertThat(told("resolved")).hasSize(1); // The pager was not told that it began.
        assertThat(platform.value(
                        "select count(*) - count(distinct (receiver_id, dedup)) from" + " notification.deliveries"))
                .isEqualTo("0");
    }

    @Test
    void whoCannotBeToldIsRefusedAndLaterSkippedAndMissed() throws Exception {
        UUID ada = user(TestPlatform.OPERATOR);
        UUID eye = user(TestPlatform.VIEWER);
        assertThatThrownBy(() -> schedule(ada)).hasMessageContaining(name(TestPlatform.OPERATOR) + " has no contact");
        reached(TestPlatform.OPERATOR, ada, later(letter, 0));
        reached(TestPlatform.VIEWER, eye, later(pager, 0));
        OnCallSchedule schedule = schedule(ada, eye);
        assertThat(onCall(schedule).user()).contains(ada);

        root().send("PATCH", "/api/v1/users/" + ada, change(false));
        assertThat(onCall(schedule).name()).isEqualTo("Eye");
        assertThat(onCall(schedule).because())
                .isEqualTo("layer base; skipped: " + name(TestPlatform.OPERATOR) + " is disabled");
        assertThatThrownBy(() -> root().post(
                                "/api/v1/on-call-schedules/" + schedule.id() + "/overrides" + acme(),
                                new NewOverride(
                                        Optional.of(ada),
                                        Optional.empty(),
                                        Instant.now(),
                                        Instant.now().plusSeconds(3_600),
                                        "swap"),
                                OnCallSchedule.class))
                .hasMessageContaining("is disabled");
        assertThatThrownBy(() -> root().send("DELETE", "/api/v1/notification-receivers/" + pager + acme(), null))
                .hasMessageContaining("contact method of user " + eye);

        reached(TestPlatform.VIEWER, eye);
        assertThat(onCall(schedule).user()).isEmpty();
        assertThat(onCall(schedule).because()).contains("is disabled", "Eye has no contact method");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(firing("on-call-unreachable"))
                        .singleElement()
                        .satisfies(alert -> assertThat(alert.summary()).contains("noc", "Eye has no contact method")));
        root().send("PATCH", "/api/v1/users/" + ada, change(true));
        reached(TestPlatform.VIEWER, eye, later(pager, 0));
        await().atMost(SOON).until(() -> firing("on-call-unreachable").isEmpty());
        assertThat(onCall(schedule).user()).contains(ada);
    }

    @Test
    void onlyOneselfAndWhoManagesReceiversOfTheSameTenantChangesHowOneIsReached() throws Exception {
        UUID ada = user(TestPlatform.OPERATOR);
        UUID foreign = user(TestPlatform.OTHER);
        String path = "/api/v1/auth/users/" + ada + "/contacts";

        assertThatThrownBy(() -> platform.as(TestPlatform.VIEWER).send("PUT", path, Contacts.NONE))
                .hasMessageContaining("notification:write");
        assertThatThrownBy(() -> platform.as(TestPlatform.OTHER).get(path, Contacts.class))
                .hasMessageContaining("user " + ada);
        assertThatThrownBy(() -> platform.as(TestPlatform.OPERATOR)
                        .send("PUT", path, new Contacts(List.of(later(new UUID(1, 1), 0)))))
                .hasMessageContaining("which is no receiver");
        assertThatThrownBy(() -> schedule(foreign)).hasMessageContaining("user " + foreign);
        root().send("PUT", path + acme(), new Contacts(List.of(later(letter, 0))));
        assertThat(platform.as(TestPlatform.OPERATOR).get(path, Contacts.class).methods())
                .hasSize(1);
        assertThat(platform.value(
                        "select count(*) from public.audit_logs where action = 'escalation.contacts-changed'"))
                .isEqualTo("2"); // In the tenant's log and, as staff did it, in the platform's.
    }

    @Test
    void scheduleOfReceiversThatWasStoredBeforeGoesOn() throws Exception {
        UUID id = new UUID(7, 7);
        TestPlatform.valueIn(platform.database(), """
                insert into notification.settings values ((select id from public.tenants where slug = 'acme'),
                  'schedule', '%s', 'old', '{"schedule": {"name": "old", "zone": "UTC", "layers": [{"name": "base",
                  "receivers": ["%s"], "every_days": 7, "starts_on": "2026-01-01", "hand_off": "08:00:00"}]},
                  "overrides": []}', 1, now(), now()) returning 1
                """.formatted(id, pager));

        OnCallTurn turn = platform.as(TestPlatform.OPERATOR)
                .get("/api/v1/on-call-schedules/" + id + "/on-call", OnCallTurn.class);

        assertThat(turn.receiver()).contains(pager);
        assertThat(turn.user()).isEmpty();
        assertThat(turn.name()).isEqualTo("pager");
    }

    private static UserChange change(boolean active) {
        return new UserChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(active));
    }

    private static ContactMethod later(UUID receiver, long seconds) {
        return new ContactMethod(receiver, Optional.of(seconds));
    }

    private void reached(String email, UUID user, ContactMethod... methods) throws IOException {
        platform.as(email).send("PUT", "/api/v1/auth/users/" + user + "/contacts", new Contacts(List.of(methods)));
    }

    private OnCallSchedule schedule(UUID... users) throws IOException {
        ScheduleLayer layer = new ScheduleLayer(
                "base",
                Optional.of(List.of(users)),
                Optional.empty(),
                7,
                LocalDate.now(platform.clock()),
                LocalTime.MIDNIGHT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return root().post(
                        "/api/v1/on-call-schedules" + acme(),
                        new NewSchedule("noc", "UTC", List.of(layer)),
                        OnCallSchedule.class);
    }

    private OnCallTurn onCall(OnCallSchedule schedule) throws IOException {
        return root().get("/api/v1/on-call-schedules/" + schedule.id() + "/on-call" + acme(), OnCallTurn.class);
    }

    private EscalationPolicy escalate(OnCallSchedule schedule, UUID boss) throws IOException {
        EscalationPolicy policy = root().post(
                        "/api/v1/escalation-policies" + acme(),
                        new NewEscalationPolicy(
                                "p",
                                List.of(
                                        new EscalationLevel(0, List.of(), List.of(schedule.id())),
                                        new EscalationLevel(7_200, List.of(boss), List.of())),
                                Optional.empty(),
                                Optional.empty()),
                        EscalationPolicy.class);
        new TestTelling(platform)
                .route(List.of(Matcher.equal("alertname", "outside")), List.of(), Optional.of(policy.id()));
        return policy;
    }

    private void outside(String name) throws IOException {
        platform.as(TestPlatform.OPERATOR)
                .send(
                        "POST",
                        "/api/v2/alerts",
                        List.of(Map.of(
                                "labels",
                                Map.of("alertname", "outside", "severity", "critical", "instance", name),
                                "annotations",
                                Map.of("summary", name + " is broken"))));
    }

    private List<Alert> firing(String rule) throws IOException {
        return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                .map(LiveRow.Alert::alert)
                .filter(alert -> alert.rule().equals(rule))
                .toList();
    }

    private List<String> told(String kind) {
        return hook.requests().stream()
                .filter(one -> one.json().path("kind").asText().equals(kind))
                .map(TestReceiver.Request::path)
                .toList();
    }

    private UUID receiver(String name, Target target) throws IOException {
        NewReceiver wanted = new NewReceiver(
                name,
                target,
                Optional.empty(),
                Optional.of(false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new TestTelling(platform).receiver(wanted).receiver().id();
    }

    private UUID user(String email) {
        return UUID.fromString(platform.value("select id from public.users where email = '" + email + "'"));
    }

    private String name(String email) {
        return platform.value("select name from public.users where email = '" + email + "'");
    }

    private ApiClient root() {
        return platform.as(TestPlatform.ROOT);
    }

    private String acme() {
        return new TestTelling(platform).acme();
    }
}
