package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.AgentInfo;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.Revocation;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.migration.TenantSchemas;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.tenant.Tenants;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RevocationTest {
    private static TestPlatform platform;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void revokedAgentIsCutOffAtOnceAndIsNotLetInAgain() throws IOException {
        TestAgent agent = reporting("stolen");
        try (TestConsole control = TestConsole.control(platform, agent)) {
            control.nextText();

            revoke(TestPlatform.OPERATOR, agent, "machine stolen");

            assertThat(control.nextText()).contains("revoked", "machine stolen");
            assertThat(control.closed()).startsWith("4001");
        }
        ApiException report =
                refusal(() -> agent.send(TestReports.of("b1", 2, Instant.now()).report()));
        assertThat(report.status()).isEqualTo(403);
        assertThat(report.problem().code()).isEqualTo(Revocation.CODE);
        assertThat(report.problem().message()).contains("machine stolen");
        assertThat(refusal(() -> access(agent)).problem().code()).isEqualTo(Revocation.CODE);
        try (TestConsole again = TestConsole.control(platform, agent)) {
            assertThat(again.nextText()).contains("revoked");
        }
    }

    @Test
    void revokedAgentIsListedButItsNodeIsShownNoMore() throws IOException {
        TestAgent agent = reporting("retired");

        revoke(TestPlatform.OPERATOR, agent, "replaced");

        assertThat(nodes()).doesNotContain(agent.node().toString());
        assertThat(platform.as(TestPlatform.VIEWER).list("/api/v1/dependencies", LiveRow.Dependency.class))
                .noneMatch(row -> row.node().equals(agent.node()));
        assertThat(listed("retired")).satisfies(info -> {
            assertThat(info.revokedReason()).contains("replaced");
            assertThat(info.revokedAt()).isPresent();
        });
    }

    @Test
    void listTellsVersionKeyAndWhenLastHeard() throws IOException {
        TestAgent agent = reporting("listed");

        assertThat(listed("listed")).satisfies(info -> {
            assertThat(info.id()).isEqualTo(agent.node());
            assertThat(info.fingerprint()).isEqualTo(agent.fingerprint());
            assertThat(info.agentVersion()).isEqualTo("0.1.0");
            assertThat(info.lastSeen()).isPresent();
            assertThat(info.revokedAt()).isEmpty();
        });
    }

    @Test
    void onlyWhoMayLetAgentsInTakesThemOutAndNobodyAnotherTenants() throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "guarded");

        assertThat(refusal(() -> revoke(TestPlatform.VIEWER, agent, "no")).status())
                .isEqualTo(403);
        assertThat(refusal(() -> revoke(TestPlatform.OTHER, agent, "no")).status())
                .isEqualTo(404);
        revoke(TestPlatform.ROOT, agent, "yes");
        assertThat(refusal(() -> revoke(TestPlatform.OPERATOR, agent, "again")).status())
                .isEqualTo(409);
    }

    @Test
    void revokedAgentEnrolsAnewUnderItsOldName() throws IOException {
        TestAgent before = reporting("phoenix");
        revoke(TestPlatform.OPERATOR, before, "key lost");

        TestAgent after = reporting("phoenix");

        assertThat(after.node()).isEqualTo(before.node());
        assertThat(nodes()).contains(after.node().toString());
        assertThat(refusal(() -> access(before)).status()).isEqualTo(401);
    }

    @Test
    void everyStepIsInTheAuditLog() throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "told");
        revoke(TestPlatform.OPERATOR, agent, "told");

        String rows =
                "select string_agg(action || ' ' || actor_kind, ',' order by seq) from audit_logs where target_id = '"
                        + agent.node() + "'";
        assertThat(platform.value(rows)).isEqualTo("agent.enrolled agent,agent.revoked user");
        assertThat(platform.value("select count(*) > 0 from audit_logs where action = 'agent.enrolment-allowed'"))
                .isEqualTo("t");
        assertThat(platform.value("select count(*) from fleet.enrolment_tokens where length(token_hash) <> 64"))
                .isEqualTo("0");
    }

    @Test
    void revocationOnTheCommandLineReachesAServerThatRunsWithinAMinute() throws IOException {
        try (Database database =
                new Database(TestPlatform.config(platform.database(), Map.of()).database(), new Telemetry())) {
            AgentDesk desk = desk(database);
            EnrolmentToken token = desk.mint("acme", Optional.of("by-hand"), Duration.ofMinutes(5));
            TestAgent agent = TestAgent.enrol(platform, token, "by-hand");
            try (TestConsole control = TestConsole.control(platform, agent)) {
                control.nextText();

                desk.revoke("acme", "by-hand", "told on the command line");

                assertThat(refusal(() -> access(agent)).problem().code()).isEqualTo(Revocation.CODE);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> control.closed().startsWith("4001"));
            }
            assertThat(desk.list("acme"))
                    .anySatisfy(info -> assertThat(info.revokedReason()).contains("told on the command line"));
        }
    }

    private static AgentDesk desk(Database database) {
        Audit audit = new Audit(Clock.systemUTC());
        Owner owner =
                new Owner(TestPlatform.config(platform.database(), Map.of()).database());
        Tenants tenants = new Tenants(database, new TenantSchemas(owner), audit);
        return new AgentDesk(database, tenants, audit, Clock.systemUTC());
    }

    private static TestAgent reporting(String name) throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, name);
        agent.send(TestReports.of("b1-" + agent.fingerprint().hashCode(), 1, Instant.now())
                .with("redis", Health.UP)
                .report());
        return agent;
    }

    private static void revoke(String email, TestAgent agent, String reason) throws IOException {
        platform.as(email).send("POST", "/api/v1/agents/" + agent.node() + "/revocation", new Revocation(reason));
    }

    private static void access(TestAgent agent) throws IOException {
        platform.anonymous().post("/api/v1/agents/token", agent.accessRequest(), AccessToken.class);
    }

    private static List<String> nodes() throws IOException {
        return platform.as(TestPlatform.VIEWER).list("/api/v1/nodes", LiveRow.Node.class).stream()
                .map(LiveRow.Node::key)
                .toList();
    }

    private static AgentInfo listed(String name) throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/agents?filter=name=" + name, AgentInfo.class)
                .getFirst();
    }

    private static ApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ApiException.class, call);
    }
}
