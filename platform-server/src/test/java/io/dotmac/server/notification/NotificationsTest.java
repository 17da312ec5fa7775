package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.dotmac.client.ApiException;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.NotificationRoute;
import io.dotmac.model.notification.Receiver;
import io.dotmac.model.notification.Routing;
import io.dotmac.model.notification.Target;
import io.dotmac.model.notification.TestResult;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import io.dotmac.server.platform.secret.Hashes;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration WAIT = Duration.ofSeconds(12);
    private static GreenMail mail;

    private final Instant now = Instant.now();
    private TestPlatform platform;
    private TestAgent agent;
    private TestReceiver hook;

    @BeforeAll
    static void startMail() {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        mail.start();
    }

    @AfterAll
    static void stopMail() {
        mail.stop();
    }

    @BeforeEach
    void start() throws IOException {
        mail.reset();
        platform = TestPlatform.start(TestPlatform.copy(), settings());
        agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1");
        hook = new TestReceiver();
    }

    @AfterEach
    void stop() {
        platform.close();
        hook.close();
    }

    private static Map<String, String> settings() {
        return Map.of(
                "NOTIFICATION__REACH", "all",
                "NOTIFICATION__TIMEOUT", "2s",
                "NOTIFICATION__PUBLIC_URL", "https://ops.example",
                "SMTP__HOST", "127.0.0.1",
                "SMTP__PORT", Integer.toString(mail.getSmtp().getPort()),
                "SMTP__SECURITY", "none",
                "SMTP__FROM", "ops@dotmac.example");
    }

    @Test
    void alertIsToldByMailAndWebhookOnceAndSoIsItsEnd() throws Exception {
        MadeReceiver made = receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in?key=1"))));
        receiver(NewReceiver.of("noc", new Target.Email(List.of("noc@acme.example"))));

        redis(1, Health.DOWN);
        fired(1);
        platform.clock().advance(WAIT);

        await().atMost(SOON).until(() -> hook.requests().size() == 1 && mail.getReceivedMessages().length == 1);
        TestReceiver.Request told = hook.requests().getFirst();
        assertThat(told.json().path("kind").asText()).isEqualTo("firing");
        assertThat(told.json().path("tenant").asText()).isEqualTo("acme");
        assertThat(told.json().path("firing").get(0).path("summary").asText())
                .isEqualTo("redis is down, seen from edge-1");
        assertThat(told.signature()).isEqualTo(signature(told, made.secret().orElseThrow()));
        MimeMessage letter = mail.getReceivedMessages()[0];
        assertThat(letter.getSubject()).isEqualTo("[CRITICAL] redis is down, seen from edge-1");
        assertThat(plain(letter)).contains("CRITICAL  redis is down, seen from edge-1", "edge-1 / redis");

        redis(2, Health.UP);
        fired(0);
        platform.clock().advance(Duration.ofSeconds(61));

        await().atMost(SOON).until(() -> hook.requests().size() == 2 && mail.getReceivedMessages().length == 2);
        assertThat(hook.requests().getLast().json().path("kind").asText()).isEqualTo("resolved");
        assertThat(mail.getReceivedMessages()[1].getSubject()).isEqualTo("[RESOLVED] redis is down, seen from edge-1");
        List<Delivery> log = log();
        assertThat(log).hasSize(4).allSatisfy(one -> assertThat(one.state()).isEqualTo(State.SENT));
        assertThat(log.getFirst().alerts()).hasSize(1);
        assertThat(platform.value("select count(*) from notification.watched where alert->>'rule' = 'dependency-down'"))
                .isEqualTo("0");
        assertThat(platform.value(
                        "select count(*) from notification.groups where labels->>'alertname' = 'dependency-down'"))
                .isEqualTo("0");
    }

    @Test
    void secretsAreNotShownAndStay() throws IOException {
        MadeReceiver slack = receiver(NewReceiver.of("chat", new Target.Slack(hook.url("/services/T0/secret"))));
        String id = slack.receiver().id().toString();
        String path = "/api/v1/notification-receivers/" + id;

        Receiver shown = root().get(path + acme(), Receiver.class);
        assertThat(((Target.Slack) shown.target()).url()).endsWith("/****").doesNotContain("secret");
        assertThat(platform.value("select encode(sealed, 'escape') || spec::text from notification.receivers"))
                .doesNotContain("secret");
        assertThat(platform.value("select string_agg(after::text, '') from public.audit_logs"))
                .doesNotContain("/services/T0/secret");

        TestResult before = root().post(path + "/test" + acme(), Map.of(), TestResult.class);
        assertThat(before.error()).isEmpty();
        assertThat(before.sent()).isTrue();
        assertThat(hook.requests().getFirst().path()).isEqualTo("/services/T0/secret");
        assertThatThrownBy(() -> platform.as(TestPlatform.OTHER).get(path, Receiver.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
        assertThatThrownBy(() -> platform.as(TestPlatform.OPERATOR).post(path + "/test", Map.of(), TestResult.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(403));
    }

    @Test
    void receiverThatFailsIsTriedAgainWithTheSameIdentity() throws IOException {
        receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in"))));
        hook.answers(500, "no");
        redis(1, Health.DOWN);
        fired(1);
        platform.clock().advance(WAIT);
        await().atMost(SOON).until(() -> hook.requests().size() == 1);

        hook.answers(200, "ok");
        advanceUntil(() -> hook.requests().size() == 2);

        assertThat(hook.distinct()).isEqualTo(1);
        await().atMost(SOON).until(() -> log().getFirst().state() == State.SENT);
        assertThat(log()).hasSize(1).first().satisfies(one -> {
            assertThat(one.attempts()).isEqualTo(2);
            assertThat(one.kind()).isEqualTo(NoticeKind.FIRING);
        });
    }

    @Test
    void receiverThatRefusesForGoodIsNotAskedAgain() throws IOException {
        receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in"))));
        hook.answers(410, "gone");
        redis(1, Health.DOWN);
        fired(1);
        platform.clock().advance(WAIT);

        await().atMost(SOON).until(() -> log().stream().anyMatch(one -> one.state() == State.FAILED));

        assertThat(log().getFirst().error()).isEqualTo("answered 410: gone");
        assertThat(platform.value("select count(*) from public.outbox where type = 'notification.failed'"))
                .isEqualTo("1");
    }

    @Test
    void receiverThatIsNotToldIsItselfAnAlertUntilItIs() throws IOException {
        atOnce(receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in")))));
        hook.answers(410, "gone");
        redis(1, Health.DOWN);
        await().atMost(SOON).until(() -> log().stream().anyMatch(one -> one.state() == State.FAILED));

        restart(); // It looks at once then, and each minute.
        await().atMost(SOON).until(() -> failing().size() == 1);
        assertThat(failing().getFirst().summary()).isEqualTo("receiver hook is not told: answered 410: gone");

        hook.answers(200, "ok");
        platform.as(TestPlatform.OPERATOR)
                .send(
                        "POST",
                        "/api/v2/alerts",
                        List.of(Map.of("labels", Map.of("alertname", "dependency-down", "target", "other"))));
        await().atMost(SOON)
                .until(() -> platform.value(
                                "select state from notification.deliveries where tried_at is not null order by tried_at desc limit 1")
                        .equals("sent"));
        restart();
        await().atMost(SOON).until(() -> failing().isEmpty());
    }

    private void restart() {
        platform.close();
        platform = TestPlatform.start(platform.database(), settings());
    }

    private List<Alert> failing() throws IOException {
        return platform.as(TestPlatform.VIEWER).list("/api/v1/alerts", LiveRow.Alert.class).stream()
                .map(LiveRow.Alert::alert)
                .filter(one -> one.rule().equals("notification-failed"))
                .toList();
    }

    @Test
    void ofTwoServersOneTells() throws IOException {
        atOnce(receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in")))));
        try (TestPlatform second = TestPlatform.start(platform.database(), settings())) {
            assertThat(second.database()).isEqualTo(platform.database());
            for (int round = 0; round < 2; round++) {
                int told = 2 * round + 1;
                redis(told, Health.DOWN);
                await().atMost(SOON).until(() -> hook.requests().size() == told);
                redis(told + 1, Health.UP);
                await().atMost(SOON).until(() -> hook.requests().size() == told + 1);
            }
        }
        assertThat(hook.distinct()).isEqualTo(4);
        assertThat(hook.requests().stream().map(one -> one.json().path("kind").asText()))
                .containsExactly("firing", "resolved", "firing", "resolved");
    }

    @Test
    void messageOfAServerThatEndedWhileItSentComesAgainAsTheSame() throws Exception {
        atOnce(
                receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in")))),
                receiver(NewReceiver.of("noc", new Target.Email(List.of("noc@acme.example")))));
        redis(1, Health.DOWN);
        await().atMost(SOON)
                .until(() ->
                        log().stream().filter(one -> one.state() == State.SENT).count() == 2);
        String id = mail.getReceivedMessages()[0].getHeader("Message-ID")[0];
        platform.close();
        // As a server leaves it behind that ends between sending and noting it.
        platform.value("with gone as (update notification.deliveries set state = 'sending', sent_at = null,"
                + " due_at = now() + interval '80 seconds' returning 1) select count(*) from gone");

        platform = TestPlatform.start(platform.database(), settings());
        platform.clock().advance(Duration.ofSeconds(60));
        await().during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> hook.requests().size() == 1);
        platform.clock().advance(Duration.ofSeconds(60));

        await().atMost(SOON).until(() -> hook.requests().size() == 2 && mail.getReceivedMessages().length == 2);
        assertThat(hook.distinct()).isEqualTo(1);
        assertThat(mail.getReceivedMessages()[1].getHeader("Message-ID")[0]).isEqualTo(id);
        await().atMost(SOON).until(() -> log().stream().allMatch(one -> one.state() == State.SENT));
    }

    @Test
    void silencedAlertIsToldWhenTheSilenceEnds() throws IOException {
        atOnce(receiver(NewReceiver.of("hook", new Target.Webhook(hook.url("/in")))));
        NewSilence silence = new NewSilence(
                List.of(Matcher.equal("target", "redis")),
                Optional.empty(),
                platform.clock().instant().plusSeconds(25),
                "moved");
        platform.as(TestPlatform.OPERATOR).post("/api/v1/silences", silence, Silence.class);
        redis(1, Health.DOWN);
        fired(1);
        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> hook.requests().isEmpty());

        platform.clock().advance(Duration.ofSeconds(28));

        await().atMost(SOON).until(() -> hook.requests().size() == 1);
    }

    private void advanceUntil(java.util.concurrent.Callable<Boolean> done) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
            platform.clock().advance(Duration.ofSeconds(10));
            return done.call();
        });
    }

    /// Has dependencies that are down told to these, without waiting for others; everything else to nobody.
    private void atOnce(MadeReceiver... to) throws IOException {
        List<UUID> ids = Stream.of(to).map(one -> one.receiver().id()).toList();
        MadeReceiver nobody = receiver(new NewReceiver(
                "nobody",
                new Target.Email(List.of("nobody@acme.example")),
                Optional.of(false),
                Optional.of(false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        Routing routing = new Routing(List.of(
                route("down", List.of(Matcher.equal("alertname", "dependency-down")), ids),
                route("rest", List.of(), List.of(nobody.receiver().id()))));
        root().send("PUT", "/api/v1/notification-routes" + acme(), routing);
    }

    private static NotificationRoute route(String name, List<Matcher> matchers, List<UUID> receivers) {
        return new NotificationRoute(
                name,
                matchers,
                List.of(),
                receivers,
                Optional.empty(),
                Optional.empty(),
                Optional.of(0L),
                Optional.of(0L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private MadeReceiver receiver(NewReceiver wanted) throws IOException {
        return new TestTelling(platform).receiver(wanted);
    }

    private io.dotmac.client.ApiClient root() {
        return platform.as(TestPlatform.ROOT);
    }

    private String acme() {
        return new TestTelling(platform).acme();
    }

    private List<Delivery> log() {
        try {
            return platform.as(TestPlatform.OPERATOR).list("/api/v1/notifications", Delivery.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void redis(int seq, Health health) throws IOException {
        agent.send(TestReports.of("b1", seq, now.plusSeconds(seq))
                .with("redis", health)
                .report());
    }

    /// Waits until so many alerts are known to fire, and the notifications have heard of it.
    private void fired(int count) {
        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from alert.alerts where state = 'firing'")
                        .equals(Integer.toString(count)));
        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from public.outbox where published_at is null")
                        .equals("0"));
        await().atMost(SOON)
                .until(() -> platform.value("select count(*) from public.outbox o where type like 'alert.%' and not"
                                + " exists (select 1 from public.consumed_events c where c.event_id = o.event_id)")
                        .equals("0"));
    }

    private static String signature(TestReceiver.Request told, String secret) {
        byte[] signed = (told.timestamp() + "." + told.body()).getBytes(StandardCharsets.UTF_8);
        return "v1=" + HexFormat.of().formatHex(Hashes.hmac(secret, signed));
    }

    private static String plain(MimeMessage letter) throws IOException, MessagingException {
        return ((MimeMultipart) letter.getContent()).getBodyPart(0).getContent().toString();
    }
}
