package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dotmac.client.ApiException;
import io.dotmac.model.Json;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EnrolmentTest {
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
    void enrolledNodeShowsAsNewUntilItReports() throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "fresh");

        assertThat(node(agent).state()).isEqualTo(NodeState.NEW);
        agent.send(TestReports.of("b1", 1, Instant.now()).report());
        assertThat(node(agent).state()).isEqualTo(NodeState.UP);
        assertThat(node(agent).lastSeen()).isPresent();
    }

    @Test
    void tokenIsGoodOnce() throws IOException {
        EnrolmentToken token = mint(Optional.empty(), Optional.empty());
        enrol(token, "once");

        ApiException refusal = refusal(() -> enrol(token, "twice"));

        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.problem().code()).isEqualTo("ENROLMENT_TOKEN_USED");
    }

    @Test
    void tokenExpires() throws IOException {
        EnrolmentToken token = mint(Optional.empty(), Optional.of(5L));
        platform.clock().advance(Duration.ofSeconds(6));

        ApiException refusal = refusal(() -> enrol(token, "late"));

        assertThat(refusal.problem().code()).isEqualTo("ENROLMENT_TOKEN_EXPIRED");
        assertThat(refusal.problem().message()).contains("expired at");
    }

    @Test
    void tokenForOneNameEnrolsNoOther() throws IOException {
        EnrolmentToken token = mint(Optional.of("right"), Optional.empty());

        assertThat(refusal(() -> enrol(token, "wrong")).problem().message())
                .isEqualTo("name is wrong, the enrolment token is for right");
        assertThat(enrol(token, "right").tenant()).isEqualTo("acme");
    }

    @Test
    void unknownTokenIsRefused() {
        assertThat(refusal(() -> enrol(new EnrolmentToken("nonsense", Instant.now()), "x"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void keyThatIsNoKeyIsRefused() throws IOException {
        EnrolmentToken token = mint(Optional.empty(), Optional.empty());
        Enrolment enrolment = new Enrolment(token.token(), "x", "AAAA", "0.1.0", "Debian");

        assertThat(refusal(() -> platform.anonymous().post("/api/v1/agents/enrol", enrolment, Enrolled.class))
                        .problem()
                        .message())
                .startsWith("public_key must be");
    }

    @Test
    void nodeEnrolledAnewKeepsItsIdAndItsOldKeyIsWorthNothing() throws IOException {
        TestAgent before = TestAgent.enrol(platform, TestPlatform.OPERATOR, "moved");
        try (TestConsole control = TestConsole.control(platform, before)) {
            control.nextText();
            TestAgent after = TestAgent.enrol(platform, TestPlatform.OPERATOR, "moved");

            assertThat(after.node()).isEqualTo(before.node());
            assertThat(control.nextText()).contains("revoked");
            assertThat(refusal(() -> access(before.accessRequest())).status()).isEqualTo(401);
            access(after.accessRequest());
        }
    }

    @Test
    void nonceIsGoodForAMinuteAndOnlyWithTheRightSignature() throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "signer");
        AccessRequest good = agent.accessRequest();
        String unsigned =
                Base64.getEncoder().encodeToString("no signature".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        AccessRequest forged = new AccessRequest(agent.node(), good.nonce(), unsigned);
        access(good);
        platform.clock().advance(Duration.ofSeconds(61));

        assertThat(refusal(() -> access(forged)).status()).isEqualTo(401);
        assertThat(refusal(() -> access(good)).problem().message()).contains("older than a minute");
    }

    @Test
    void staffNamesTheTenantAndOthersGetTheirOwn() {
        NewEnrolmentToken unnamed = new NewEnrolmentToken(Optional.empty(), Optional.empty(), Optional.empty());
        NewEnrolmentToken foreign = new NewEnrolmentToken(Optional.empty(), Optional.of("bolt"), Optional.empty());

        assertThat(refusal(() -> mint(TestPlatform.ROOT, unnamed)).problem().message())
                .startsWith("tenant is missing");
        assertThat(refusal(() -> mint(TestPlatform.OPERATOR, foreign)).status()).isEqualTo(404);
    }

    @Test
    void agentIsToldWhenSomebodyLooks() throws IOException {
        TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "watched");
        try (TestConsole control = TestConsole.control(platform, agent)) {
            assertThat(Json.read(control.nextText(), ControlFrame.class)).isEqualTo(new ControlFrame.Welcome(0));
            try (TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
                console.send(new ClientFrame.Subscribe(Set.of(Topic.NODES)));
                console.next(ServerFrame.Snapshot.class);

                assertThat(Json.read(control.nextText(), ControlFrame.class)).isEqualTo(new ControlFrame.Watch(60));
            }
        }
    }

    private static LiveRow.Node node(TestAgent agent) throws IOException {
        return platform.as(TestPlatform.VIEWER).get("/api/v1/nodes/" + agent.node(), LiveRow.Node.class);
    }

    private static EnrolmentToken mint(Optional<String> name, Optional<Long> ttl) throws IOException {
        return mint(TestPlatform.OPERATOR, new NewEnrolmentToken(name, Optional.empty(), ttl));
    }

    private static EnrolmentToken mint(String email, NewEnrolmentToken wanted) throws IOException {
        return platform.as(email).post("/api/v1/agents/enrolment-tokens", wanted, EnrolmentToken.class);
    }

    private static Enrolled enrol(EnrolmentToken token, String name) throws IOException {
        KeyPair keys = TestAgent.newKeys();
        return platform.anonymous()
                .post("/api/v1/agents/enrol", TestAgent.enrolment(token, name, keys), Enrolled.class);
    }

    private static AccessToken access(AccessRequest request) throws IOException {
        return platform.anonymous().post("/api/v1/agents/token", request, AccessToken.class);
    }

    private static ApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ApiException.class, call);
    }
}
