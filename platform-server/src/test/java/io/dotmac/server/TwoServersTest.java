package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.Json;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.agent.Revocation;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.MissingData;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.SeriesName;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two servers behind a balancer: what one takes in, the other shows.
class TwoServersTest {
    private static final AlertRule LOAD = new AlertRule(
            "own-load",
            "load of {node} is {value}",
            "own_load",
            Optional.empty(),
            false,
            Optional.of(80.0),
            Optional.empty(),
            0,
            0,
            MissingData.KEEP,
            "%",
            true,
            false);

    private final Instant now = Instant.now();
    private LocalRedis redis;
    private TestPlatform first;
    private TestPlatform second;

    @BeforeEach
    void start() throws IOException {
        redis = LocalRedis.start(0);
        String database = TestPlatform.copy();
        Map<String, String> variables = Map.of("REDIS__PORT", Integer.toString(redis.port()));
        first = TestPlatform.start(database, variables);
        second = TestPlatform.start(database, variables);
        await().atMost(Duration.ofSeconds(20)).until(() -> peers(first) == 1 && peers(second) == 1);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    @Test
    void agentAtOneServerDoesWhatAConsoleAtTheOtherWants() throws IOException {
        TestAgent agent = TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1");
        UUID id = UUID.randomUUID();
        try (TestConsole control = TestConsole.control(first, agent);
                TestConsole console = TestConsole.open(second, TestPlatform.OPERATOR)) {
            assertThat(control.nextText()).contains("welcome");
            console.send(new ClientFrame.Ask(id, agent.node(), new Order.Probe("redis")));

            assertThat(control.nextText()).contains(id.toString(), "redis");
            control.send(new AgentFrame.Progress(id, OrderState.ACCEPTED, ""));
            control.send(new AgentFrame.Output(id, List.of("health up"), 0));
            control.send(new AgentFrame.Progress(id, OrderState.DONE, "answers"));
            assertThat(console.next(ServerFrame.Output.class).lines()).containsExactly("health up");
            assertThat(console.next(ServerFrame.Progress.class).detail()).isEqualTo("answers");

            UUID followed = UUID.randomUUID();
            try (TestConsole leaving = TestConsole.open(second, TestPlatform.OPERATOR)) {
                leaving.send(new ClientFrame.Ask(followed, agent.node(), new Order.Logs("web", 1, true)));
                assertThat(control.nextText()).contains(followed.toString());
            }
            assertThat(control.nextText()).contains("cancel", followed.toString());
        }
    }

    @Test
    void agentTakenOutAtOneServerIsCutOffAtTheOther() throws IOException {
        TestAgent agent = TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1");
        try (TestConsole control = TestConsole.control(second, agent)) {
            assertThat(control.nextText()).contains("welcome");

            first.as(TestPlatform.OPERATOR)
                    .send("POST", "/api/v1/agents/" + agent.node() + "/revocation", new Revocation("stolen"));

            assertThat(control.nextText()).contains("revoked", "stolen");
            assertThat(control.closed()).startsWith("4001");
        }
    }

    @Test
    void consoleAtOneServerSeesWhatAnAgentTellsTheOther() throws IOException {
        TestAgent agent = TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1");
        try (TestConsole console = TestConsole.open(second, TestPlatform.VIEWER);
                TestConsole foreign = TestConsole.open(second, TestPlatform.OTHER)) {
            console.send(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
            foreign.send(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
            assertThat(console.next(ServerFrame.Snapshot.class).rows()).isEmpty();
            assertThat(foreign.next(ServerFrame.Snapshot.class).rows()).isEmpty();

            agent.send(TestReports.of("b1", 1, now).with("redis", Health.UP).report());
            assertThat(health(console)).isEqualTo(Health.UP);
            agent.send(TestReports.of("b1", 2, now).with("redis", Health.DOWN).report());
            assertThat(health(console)).isEqualTo(Health.DOWN);

            TestAgent bolts = TestAgent.enrol(first, TestPlatform.OTHER, "node-1");
            bolts.send(TestReports.of("b1", 1, now).with("vault", Health.UP).report());
            ServerFrame.Delta delta = foreign.next(ServerFrame.Delta.class);
            assertThat(delta.upserts()).allSatisfy(row -> assertThat(row.key()).endsWith("vault"));
        }
    }

    @Test
    void agentAtOneServerHearsThatAConsoleAtTheOtherLooks() throws IOException {
        TestAgent agent = TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1");
        try (TestConsole control = TestConsole.control(first, agent);
                TestConsole console = TestConsole.open(second, TestPlatform.VIEWER)) {
            assertThat(Json.read(control.nextText(), ControlFrame.class)).isInstanceOf(ControlFrame.Welcome.class);

            console.send(new ClientFrame.Subscribe(Set.of(Topic.NODES)));

            assertThat(Json.read(control.nextText(), ControlFrame.class)).isInstanceOf(ControlFrame.Watch.class);
        }
    }

    @Test
    void whatWasMissedWhileRedisWasAwayIsReadFromTheDatabase() throws IOException {
        TestAgent agent = TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1");
        agent.send(TestReports.of("b1", 1, now).with("redis", Health.UP).report());
        try (TestConsole console = TestConsole.open(second, TestPlatform.VIEWER)) {
            console.send(new ClientFrame.Subscribe(Set.of(Topic.DEPENDENCIES)));
            await().until(() -> health(console) == Health.UP);
            int port = redis.port();
            redis.close();
            agent.send(TestReports.of("b1", 2, now).with("redis", Health.DOWN).report());

            redis = LocalRedis.start(port);

            assertThat(health(console)).isEqualTo(Health.DOWN);
        }
    }

    @Test
    void personGoesOnAtTheOtherServerWhenOneIsGone() throws IOException {
        Tokens tokens = first.anonymous()
                .post("/api/v1/auth/login", new LogIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD), Tokens.class);
        assertThat(status(first, tokens)).isEqualTo(200);
        first.close();

        assertThat(status(second, tokens)).isEqualTo(200);
        Tokens next = second.anonymous().post("/api/v1/auth/refresh", new Refresh(tokens.refreshToken()), Tokens.class);
        assertThat(status(second, next)).isEqualTo(200);
    }

    @Test
    void alertEndsAndBeginsWhicheverServerTheAgentTalksTo() throws IOException {
        first.as(TestPlatform.ROOT).send("PUT", "/api/v1/alert-rules/own-load?tenant=acme", LOAD);
        await().until(() ->
                second.as(TestPlatform.ROOT).list("/api/v1/alert-rules?tenant=acme", AlertRule.class).stream()
                        .anyMatch(rule -> rule.name().equals("own-load")));
        TestAgent agent = TestAgent.enrol(first, TestPlatform.OPERATOR, "node-1");
        AtomicLong seq = new AtomicLong();
        for (int turn = 1; turn <= 6; turn++) {
            TestPlatform server = turn % 2 == 1 ? first : second;
            int firing = turn % 2;
            await("turn " + turn + " shows " + firing)
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        load(server, agent, seq.incrementAndGet(), firing == 1 ? 99 : 50);
                        return firing(first) == firing && firing(second) == firing;
                    });
            first.clock().advance(Duration.ofSeconds(40));
            second.clock().advance(Duration.ofSeconds(40));
        }
        assertThat(first.value(
                        "select string_agg(kind, ' ' order by id) from alert.transitions where rule = 'own-load'"))
                .isEqualTo("fired resolved fired resolved fired resolved");
    }

    private static int firing(TestPlatform server) throws IOException {
        return server.as(TestPlatform.VIEWER)
                .list("/api/v1/alerts", LiveRow.Alert.class)
                .size();
    }

    private static void load(TestPlatform server, TestAgent agent, long seq, double value) throws IOException {
        server.client(Optional.of(agent.token()))
                .post(
                        "/api/v1/agents/reports",
                        TestReports.of("b1", seq, server.clock().instant())
                                .with(new SeriesName("host", "own_load", ""), value)
                                .report(),
                        Receipt.class);
    }

    private static Health health(TestConsole console) {
        while (true) {
            ServerFrame frame = console.next(ServerFrame.class);
            Optional<LiveRow> row = switch (frame) {
                case ServerFrame.Snapshot snapshot -> snapshot.rows().stream().findFirst();
                case ServerFrame.Delta delta -> delta.upserts().stream().findFirst();
                default -> Optional.empty();
            };
            if (row.isPresent() && row.get() instanceof LiveRow.Dependency dependency) {
                return dependency.state().health();
            }
        }
    }

    private static int status(TestPlatform server, Tokens tokens) throws IOException {
        Request request = new Request.Builder()
                .url(server.at("/api/v1/nodes"))
                .header("Authorization", "Bearer " + tokens.accessToken())
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return response.code();
        }
    }

    private static int peers(TestPlatform server) throws IOException {
        Request request = new Request.Builder().url(server.at("/metrics")).build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return response.body()
                    .string()
                    .lines()
                    .filter(line -> line.startsWith("dotmac_peers "))
                    .map(line -> (int) Double.parseDouble(line.substring("dotmac_peers ".length())))
                    .findFirst()
                    .orElse(-1);
        }
    }
}
