package io.dotmac.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ConfigSource;
import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.agent.config.KeptConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.link.FakePlatform;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Probes;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ConfigState;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteeringTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PUSHED =
            "targets: [{name: pushed, kind: tcp, host: 127.0.0.1, port: 9, timeout: 200ms, interval: 1s}]";

    @TempDir
    private Path folder;

    private final FakePlatform platform = new FakePlatform();
    private ConfigSource source = new ConfigSource(Path.of(""), Map.of());

    @BeforeEach
    void enrol() throws IOException {
        platform.start();
        Path file =
                Files.writeString(folder.resolve("agent.yaml"), """
                server: {url: "%s"}
                node: {name: app-1}
                state-dir: %s
                interval: 1s
                health-interval: 1s
                targets: [{name: mail, kind: tcp, host: 127.0.0.1, port: 25}]
                """.formatted(platform.url(), folder.resolve("state")));
        source = new ConfigSource(file, Map.of());
        Agent.enrol(source.local(), "one-use");
    }

    @AfterEach
    void stop() {
        platform.stop();
    }

    @Test
    void pushedConfigurationHoldsOnceReportsGotThroughAndSurvivesARestart() {
        try (Agent _ = started(Duration.ofSeconds(20))) {
            platform.say(new ControlFrame.Configure(1, PUSHED));

            awaitTold(1, ConfigState.APPLIED);
            await().atMost(SOON).until(() -> reported("pushed"));
        }
        platform.arrived().clear();
        platform.said().clear();
        try (Agent agent = started(Duration.ofSeconds(20))) {
            await().atMost(SOON).until(() -> reported("pushed"));
            assertThat(told(1).state()).isEqualTo(ConfigState.APPLIED);
            assertThat(agent.config().targets()).extracting(TargetConfig::name).containsExactly("mail", "pushed");
        }
    }

    @Test
    void wrongConfigurationIsRefusedWithAllThatIsWrongAndChangesNothing() {
        try (Agent _ = started(Duration.ofSeconds(20))) {
            platform.say(new ControlFrame.Configure(1, """
                    server: {url: "https://evil.example.net"}
                    health-interval: 1h
                    targets: [{name: x, kind: nonsense}, {name: y, kind: redis, host: c1, password: plain}]
                    """));

            awaitTold(1, ConfigState.REFUSED);
            assertThat(told(1).violations())
                    .anySatisfy(text -> assertThat(text).startsWith("server may stand in the agent's own file alone"))
                    .anySatisfy(text -> assertThat(text).startsWith("targets[1].password must not hold a secret"))
                    .anySatisfy(text -> assertThat(text).contains("nonsense"));
            assertThat(told(1).violations().toString()).doesNotContain("plain");
            assertThat(KeptConfig.load(folder.resolve("state")).heldRevision()).isZero();
        }
    }

    @Test
    void configurationUnderWhichNoReportArrivesIsRolledBackByItself() {
        try (Agent _ = started(Duration.ofSeconds(3))) {
            platform.answerWith(503);
            platform.say(new ControlFrame.Configure(1, PUSHED));

            awaitTold(1, ConfigState.ROLLED_BACK);
            assertThat(told(1).violations().getFirst()).contains("no report reached the server within 3 s");
            platform.answerWith(0);
            await().atMost(SOON)
                    .until(() -> platform.arrived().stream()
                            .filter(Report::full)
                            .reduce((_, last) -> last)
                            .filter(last -> !names(last).contains("pushed"))
                            .isPresent());
            assertThat(KeptConfig.load(folder.resolve("state")).held()).isEqualTo("{}");
        }
    }

    @Test
    void agentThatDiedWhileTryingGoesBackAtItsNextStart() throws IOException {
        KeptConfig.NONE.trying(7, PUSHED).save(folder.resolve("state"));

        try (Agent agent = started(Duration.ofSeconds(20))) {
            assertThat(agent.config().targets()).extracting(TargetConfig::name).containsExactly("mail");
            awaitTold(7, ConfigState.ROLLED_BACK);
        }
    }

    @Test
    void localFileHasTheLastWord() {
        AgentConfig joined = source.with("""
                interval: 30s
                spool: {max-age: 2h}
                targets:
                  - {name: mail, kind: tcp, host: 127.0.0.1, port: 2525}
                  - {name: web, kind: tcp, host: 127.0.0.1, port: 80}
                """);

        assertThat(joined.interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(joined.spool().maxAge()).isEqualTo(Duration.ofHours(2));
        assertThat(joined.targets()).extracting(TargetConfig::name).containsExactly("mail", "web");
        assertThat(joined.targets().getFirst())
                .isInstanceOfSatisfying(
                        TargetConfig.Tcp.class, tcp -> assertThat(tcp.port()).isEqualTo(25));
    }

    @Test
    void serverCannotReachForSecretsOfTheMachine() {
        InvalidConfig refused = catchThrowableOfType(InvalidConfig.class, () -> source.with("""
                docker: {allow-restart: true}
                targets:
                  - {name: a, kind: postgresql, host: db1, username: m, password-file: /etc/shadow}
                  - {name: b, kind: postgresql, host: db1, username: m, password-file: ../other/secret}
                  - {name: c, kind: http, url: "https://x.example.net/${env:HOME}"}
                  - {name: d, kind: http, url: "https://u:p@x.example.net/"}
                  - {name: e, kind: http, url: "https://x.example.net/", headers: {Authorization: "Bearer abc"}}
                  - {name: f, kind: redis, host: c1, password: "${env:AWS_SECRET_ACCESS_KEY}"}
                """));

        assertThat(refused.violations().toString())
                .contains("docker may stand in the agent's own file alone")
                .contains("targets[0].password-file must name a file beside")
                .contains("targets[1].password-file must name a file beside")
                .contains("targets[2].url takes from the environment")
                .contains("targets[3].url has a log-in")
                .contains("targets[4].headers.Authorization must not hold a secret")
                .contains("targets[5].password must not hold a secret");
    }

    @Test
    void secretsOfTheServersTargetsComeFromOneFolderAlone() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("redis"), "s3cret");
        Files.writeString(folder.resolve("other"), "of somebody else");
        Files.createSymbolicLink(secrets.resolve("link"), folder.resolve("other"));
        String target = "targets: [{name: r, kind: redis, host: c1, password-file: %s}]";

        assertThat(source.with(target.formatted("secrets/redis")).targets()).hasSize(2);
        for (String file : List.of("agent.yaml", "other", "secrets/link")) {
            InvalidConfig refused =
                    catchThrowableOfType(InvalidConfig.class, () -> source.with(target.formatted(file)));
            assertThat(refused).as(file).isNotNull();
            assertThat(refused.violations().toString())
                    .contains("password-file")
                    .contains("secrets");
        }
    }

    @Test
    void serversTargetsReachThisMachineOnlyWhereItsOwnFileLetsThem() throws Exception {
        String inner = "targets: [{name: pushed, kind: tcp, host: %s, port: 9, timeout: 200ms, interval: 1s}]";

        assertThat(probed(inner.formatted("127.0.0.1")).reason()).isEqualTo(UnknownReason.NOT_CONFIGURED);
        assertThat(probed(inner.formatted("localhost")).summary()).contains("server.allow-loopback: true");
        assertThat(probed(inner.formatted("169.254.169.254")).reason()).isEqualTo(UnknownReason.NOT_CONFIGURED);
        Path own = folder.resolve("agent.yaml");
        Files.writeString(own, Files.readString(own).replace("server: {", "server: {allow-loopback: true, "));
        assertThat(probed(inner.formatted("127.0.0.1")).error()).isEqualTo(ErrorClass.REFUSED);
        assertThat(probed(inner.formatted("169.254.169.254")).reason()).isEqualTo(UnknownReason.NOT_CONFIGURED);
    }

    private Finding probed(String pushed) throws InterruptedException {
        AgentConfig config = source.with(pushed);
        Pace pace = new Pace(Duration.ofSeconds(10), System::nanoTime);
        try (Probe probe = Probes.probe(config, config.targets().getLast(), pace, Clock.systemUTC())) {
            return probe.check();
        }
    }

    private Agent started(Duration probation) {
        Agent agent = Agent.linked(source, probation);
        agent.start();
        await().atMost(SOON)
                .until(() -> platform.channels() > 0 && !platform.said().isEmpty());
        return agent;
    }

    private void awaitTold(int revision, ConfigState state) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(told(revision).state()).isEqualTo(state));
    }

    private AgentFrame.Configured told(int revision) {
        return platform.said().stream()
                .filter(AgentFrame.Configured.class::isInstance)
                .map(AgentFrame.Configured.class::cast)
                .filter(frame -> frame.revision() == revision)
                .reduce((_, last) -> last)
                .orElse(new AgentFrame.Configured(revision, ConfigState.WANTED, List.of()));
    }

    private boolean reported(String dependency) {
        return platform.arrived().stream().anyMatch(report -> names(report).contains(dependency));
    }

    private static List<String> names(Report report) {
        return report.dependencies().stream().map(DependencyState::name).toList();
    }
}
