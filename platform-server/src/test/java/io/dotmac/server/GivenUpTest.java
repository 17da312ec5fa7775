package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.server.TestCaller.Reply;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What was given up is seen, done again on somebody's word, and that is noted: by HTTP and by command.
class GivenUpTest {
    private static TestPlatform platform;
    private static TestCaller root;
    private static TestCaller admin;
    private static UUID bolt;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
        root = new TestCaller(platform, TestPlatform.ROOT);
        admin = new TestCaller(platform, TestPlatform.OTHER_ADMIN);
        bolt = UUID.fromString(platform.value("select id from public.tenants where slug = 'bolt'"));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void deadJobOfATenantRunsAgain() {
        Reply made = admin.post("/api/v1/audit/verifications", "{}");
        assertThat(made.status()).isEqualTo(202);
        String path = made.header("Location");
        done(path);
        kill(path);

        assertThat(root.get("/api/v1/jobs?filter=state=dead").body().path("data"))
                .anySatisfy(job -> assertThat(job.path("id").asText())
                        .isEqualTo(made.body().at("/data/id").asText()));
        assertThat(root.get("/api/v1/job-queue").attributes().path("dead").asLong())
                .isPositive();
        assertThat(admin.post(path + "/replay", "{}").status()).isEqualTo(403);
        Reply replayed = root.post(path + "/replay", "{}");

        assertThat(replayed.status()).isEqualTo(200);
        done(path);
        assertThat(root.post(path + "/replay", "{}").code()).isEqualTo("NOT_DEAD");
        JsonNode noted = audited("job.replayed", "&tenant=" + bolt);
        assertThat(noted.at("/before/state").asText()).isEqualTo("dead");
        assertThat(noted.path("actor_role").asText()).isEqualTo("super-admin");
        assertThat(audited("job.replayed", "")).isNotNull();
    }

    @Test
    void deadJobOfThePlatformRunsAgain() {
        String path = root.post("/api/v1/audit/verifications", "{}").header("Location");
        done(path);
        kill(path);
        assertThat(admin.get(path).status()).isEqualTo(404);

        assertThat(root.post(path + "/replay", "{}").status()).isEqualTo(200);
        done(path);
    }

    @Test
    void deadLetterIsToldAgainOnce() {
        UUID id = letter(platform.database(), "'" + bolt + "'", "billing");

        assertThat(root.get("/api/v1/events/dead-letters?filter=consumer=billing")
                        .body()
                        .at("/data/0/attributes/error")
                        .asText())
                .isEqualTo("too hard");
        String replay = "/api/v1/events/dead-letters/" + id + "/replay";
        assertThat(admin.get("/api/v1/events/dead-letters").status()).isEqualTo(403);
        assertThat(admin.post(replay, "{}").status()).isEqualTo(403);
        assertThat(root.post(replay, "{}").status()).isEqualTo(200);

        assertThat(root.post(replay, "{}").status()).isEqualTo(404);
        assertThat(root.get("/api/v1/events/dead-letters?filter=consumer=billing")
                        .body()
                        .path("data"))
                .isEmpty();
        assertThat(platform.value("select only_for from public.outbox where aggregate = 'invoice:" + id + "'"))
                .isEqualTo("billing");
        assertThat(audited("dead-letter.replayed", "&tenant=" + bolt)
                        .at("/before/consumer")
                        .asText())
                .isEqualTo("billing");
    }

    @Test
    void deadLetterOfThePlatformIsToldAgain() {
        UUID id = letter(platform.database(), "null", "reports");

        assertThat(root.post("/api/v1/events/dead-letters/" + id + "/replay", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(platform.value("select only_for from public.outbox where aggregate = 'invoice:" + id + "'"))
                .isEqualTo("reports");
    }

    @Test
    void commandsShowAndReplay() throws Exception {
        try (ServerPrograms programs = new ServerPrograms()) {
            UUID first = letter(programs.database(), "null", "billing");
            letter(programs.database(), "null", "reports");
            letter(programs.database(), "null", "reports");
            UUID job = UUID.randomUUID();
            TestPlatform.valueIn(
                    programs.database(),
                    "insert into public.jobs (id, kind, state, parameters, error, attempts, request_id, created_at)"
                            + " values ('" + job + "', 'audit-verify', 'dead', '{}', E'no way\\nat all', 3, '', now())"
                            + " returning 1");

            assertThat(said(programs, "events", "dead-letters"))
                    .contains(first.toString())
                    .contains("too hard")
                    .contains("3 dead letters.");
            assertThat(said(programs, "events", "replay", first.toString())).contains("Replayed 1 dead letters.");
            assertThat(said(programs, "events", "replay", "--consumer", "reports"))
                    .contains("Replayed 2 dead letters.");
            assertThat(TestPlatform.valueIn(programs.database(), "select count(*) from public.dead_letters"))
                    .isEqualTo("0");
            assertThat(said(programs, "jobs", "list")).contains("no way").contains("1 dead.");
            assertThat(said(programs, "jobs", "replay", job.toString())).contains("audit-verify " + job + " is queued");
            assertThat(TestPlatform.valueIn(
                            programs.database(),
                            "select count(*) from public.audit_logs where actor_role = 'cli'"
                                    + " and action in ('job.replayed', 'dead-letter.replayed')"))
                    .isEqualTo("4");
        }
    }

    private static String said(ServerPrograms programs, String... command) throws Exception {
        try (RealProcess process = programs.run(command)) {
            assertThat(process.exitCode()).as("%s", process.lines()).isZero();
            return String.join("\n", process.lines());
        }
    }

    private static void done(String path) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> root.get(path).attributes().path("state").asText().equals("done"));
    }

    private static void kill(String path) {
        platform.value("update public.jobs set state = 'dead' where id = '" + path.substring("/api/v1/jobs/".length())
                + "' returning 1");
    }

    private static UUID letter(String database, String tenant, String consumer) {
        UUID id = UUID.randomUUID();
        TestPlatform.valueIn(
                database,
                "insert into public.dead_letters (id, tenant_id, consumer, event_id, type, aggregate, payload,"
                        + " request_id, at, attempts, error, dead_at) values ('" + id + "', " + tenant + ", '"
                        + consumer
                        + "', '" + UUID.randomUUID() + "', 'invoice.paid', 'invoice:" + id
                        + "', '{}', '', now(), 5, 'too hard', now()) returning 1");
        return id;
    }

    private static JsonNode audited(String action, String whose) {
        JsonNode rows =
                root.get("/api/v1/audit?filter=action=" + action + whose).body().path("data");
        assertThat(rows).as("%s", action).isNotEmpty();
        return rows.get(0).path("attributes");
    }
}
