package io.dotmac.server.alert.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.NewSignature;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HandoverTest {
    private TestPlatform platform;
    private String acme = "";

    @BeforeEach
    void start() {
        platform = TestPlatform.start();
        acme = "?tenant=" + platform.value("select id from public.tenants where slug = 'acme'");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void nextShiftSignsWhatTheLastOneLeft() throws IOException {
        TestAgent.enrol(platform, TestPlatform.OPERATOR, "edge-1")
                .send(TestReports.of("b1", 1, Instant.now())
                        .with("redis", Health.DOWN)
                        .report());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> platform.as(TestPlatform.VIEWER)
                                .list("/api/v1/alerts", LiveRow.Alert.class)
                                .size()
                        == 1);
        silence("soon", Duration.ofHours(2));
        silence("late", Duration.ofHours(20));

        Handover left = platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/handovers",
                        new NewHandover("OLT-7 **waits** for a fan", Optional.empty()),
                        Handover.class);

        assertThat(left.open()).extracting(alert -> alert.summary()).containsExactly("redis is down, seen from edge-1");
        assertThat(left.ending()).extracting(Silence::reason).containsExactly("soon");
        assertThat(left.signature()).isEmpty();
        String path = "/api/v1/handovers/" + left.id();
        refused(TestPlatform.OPERATOR, path, 409, "your own");
        refused(TestPlatform.VIEWER, path, 403, "");
        refused(TestPlatform.OTHER, path, 404, "");

        Handover signed = platform.as(TestPlatform.ROOT)
                .post(path + "/signature" + acme, new NewSignature(Optional.of("all clear")), Handover.class);

        assertThat(signed.signature().orElseThrow().name()).isEqualTo("Root");
        refused(TestPlatform.ROOT, path, 409, "was signed by Root");
        assertThatThrownBy(() -> platform.value("update alert.handovers set content = '{}' returning 1"))
                .rootCause()
                .hasMessageContaining("is signed");
        List<Handover> listed =
                platform.as(TestPlatform.VIEWER).list("/api/v1/handovers?filter=signed=true", Handover.class);
        assertThat(listed).containsExactly(signed);
        assertThat(platform.as(TestPlatform.OTHER).list("/api/v1/handovers", Handover.class))
                .isEmpty();
        assertThat(platform.value("select string_agg(distinct action, ' ' order by action) from public.audit_logs"
                        + " where target_type = 'handover' and tenant_id is not null"))
                .isEqualTo("handover.signed handover.written");
        assertThat(text(path))
                .contains("# Handover of ", "By Op. Signed by Root at ", "OLT-7 **waits** for a fan")
                .contains("## Open alerts (1)", "critical: redis is down, seen from edge-1", "nobody has seen it")
                .contains("## Silences about to end (1)", "target=\"soon\"");
    }

    private void silence(String reason, Duration length) throws IOException {
        platform.as(TestPlatform.OPERATOR)
                .post(
                        "/api/v1/silences",
                        new NewSilence(
                                List.of(Matcher.equal("target", reason)),
                                Optional.empty(),
                                platform.clock().instant().plus(length),
                                reason),
                        Silence.class);
    }

    private void refused(String who, String path, int status, String why) {
        String tenant = who.equals(TestPlatform.ROOT) ? acme : "";
        assertThatThrownBy(() -> platform.as(who)
                        .post(path + "/signature" + tenant, new NewSignature(Optional.empty()), Handover.class))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(why);
    }

    private String text(String path) throws IOException {
        Request request = new Request.Builder()
                .url(platform.at(path + "/text"))
                .header("Authorization", "Bearer " + platform.token(TestPlatform.VIEWER))
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return response.body().string();
        }
    }
}
