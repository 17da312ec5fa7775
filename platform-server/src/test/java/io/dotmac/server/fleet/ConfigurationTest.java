package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiException;
import io.dotmac.model.Json;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ConfigState;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.agent.NewConfiguration;
import io.dotmac.model.agent.NodeConfiguration;
import io.dotmac.model.agent.RollBack;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ConfigurationTest {
    private static TestPlatform platform;
    private TestAgent agent;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void enrol(TestInfo test) throws IOException {
        agent = TestAgent.enrol(
                platform, TestPlatform.OPERATOR, test.getDisplayName().replace("()", ""));
    }

    @Test
    void revisionIsPushedAtOnceAndWhatTheAgentMadeOfItIsKept() throws IOException {
        try (TestConsole control = connected(0)) {
            assertThat(put("interval: 20s").revision()).isEqualTo(1);
            assertThat(configure(control)).isEqualTo(new ControlFrame.Configure(1, "interval: 20s"));

            control.send(new AgentFrame.Configured(1, ConfigState.REFUSED, List.of("interval is 20s, too long")));
            await().untilAsserted(() -> assertThat(get()).satisfies(kept -> {
                assertThat(kept.state()).isEqualTo(ConfigState.REFUSED);
                assertThat(kept.violations()).containsExactly("interval is 20s, too long");
            }));
        }
        assertThat(platform.value(
                        "select string_agg(distinct action, ',' order by action) from audit_logs where target_id = '"
                                + agent.node() + "' and action like 'agent.configuration%'"))
                .isEqualTo("agent.configuration-made,agent.configuration-refused");
    }

    @Test
    void agentThatWasAwayGetsTheNewestAndARefusedOneIsNotPushedAgain() throws IOException {
        put("interval: 20s");
        put("interval: 30s");
        try (TestConsole control = connected(0)) {
            assertThat(configure(control).revision()).isEqualTo(2);
            control.send(new AgentFrame.Configured(2, ConfigState.REFUSED, List.of("no")));
            await().until(() -> get().state() == ConfigState.REFUSED);
        }
        try (TestConsole control = connected(2)) {
            assertThat(control.isQuiet()).isTrue();
        }
    }

    @Test
    void rollBackIsANewRevisionWithTheOldText() throws IOException {
        put("interval: 20s");
        put("interval: 30s");

        NodeConfiguration back =
                platform.as(TestPlatform.ROOT).post(path() + "/roll-back", new RollBack(1), NodeConfiguration.class);

        assertThat(back.revision()).isEqualTo(3);
        assertThat(back.yaml()).isEqualTo("interval: 20s");
        assertThat(platform.as(TestPlatform.VIEWER)
                        .list("/api/v1/nodes/" + agent.node() + "/configurations", NodeConfiguration.class))
                .extracting(NodeConfiguration::revision)
                .containsExactly(3, 2, 1);
    }

    @Test
    void secretIsRefusedWithEverythingThatIsWrongAndKeptNowhere() {
        ApiException refused = refusal(() -> put(
                "docker: {allow-restart: true}\ntargets: [{name: a, kind: redis, host: c, password: s3cret-word}]"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem().details()).hasSize(2);
        assertThat(refused.getMessage()).doesNotContain("s3cret-word");
        assertThat(platform.value("select count(*) from fleet.configurations where yaml like '%s3cret-word%'"))
                .isEqualTo("0");
    }

    @Test
    void onlyWhoMayConfigureDoesAndNobodyAnotherTenants() {
        assertThat(refusal(() -> putAs(TestPlatform.OPERATOR, "interval: 20s")).status())
                .isEqualTo(403);
        assertThat(refusal(() -> platform.as(TestPlatform.OTHER).get(path(), NodeConfiguration.class))
                        .status())
                .isEqualTo(404);
    }

    private TestConsole connected(int revision) {
        TestConsole control = TestConsole.control(platform, agent);
        assertThat(control.nextText()).contains("welcome");
        control.send(new AgentFrame.Configured(revision, ConfigState.APPLIED, List.of()));
        return control;
    }

    private static ControlFrame.Configure configure(TestConsole control) {
        return (ControlFrame.Configure) Json.read(control.nextText(), ControlFrame.class);
    }

    private NodeConfiguration put(String yaml) throws IOException {
        return putAs(TestPlatform.ROOT, yaml);
    }

    private NodeConfiguration putAs(String email, String yaml) throws IOException {
        platform.as(email).send("PUT", path(), new NewConfiguration(yaml));
        return get();
    }

    private NodeConfiguration get() throws IOException {
        return platform.as(TestPlatform.VIEWER).get(path(), NodeConfiguration.class);
    }

    private String path() {
        return "/api/v1/nodes/" + agent.node() + "/configuration";
    }

    private static ApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ApiException.class, call);
    }
}
