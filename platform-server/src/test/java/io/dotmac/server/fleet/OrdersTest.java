package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.Json;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderRecord;
import io.dotmac.model.order.OrderState;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestConsole;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class OrdersTest {
    private static TestPlatform platform;
    private final UUID id = UUID.randomUUID();
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
    void orderGoesToTheAgentAndItsOutputToTheConsoleThatAsked() throws IOException {
        try (TestConsole control = connected();
                TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
            ask(console, new Order.Logs("web", 10, false));

            ControlFrame.Do taken = taken(control);
            assertThat(taken.order()).isEqualTo(new Order.Logs("web", 10, false));
            control.send(new AgentFrame.Progress(id, OrderState.ACCEPTED, ""));
            control.send(new AgentFrame.Output(id, List.of("one", "two"), 3));
            control.send(new AgentFrame.Progress(id, OrderState.DONE, "2 lines"));

            assertThat(console.next(ServerFrame.Progress.class).state()).isEqualTo(OrderState.ACCEPTED);
            assertThat(console.next(ServerFrame.Output.class))
                    .isEqualTo(new ServerFrame.Output(id, List.of("one", "two"), 3));
            assertThat(console.next(ServerFrame.Progress.class))
                    .isEqualTo(new ServerFrame.Progress(id, OrderState.DONE, "2 lines"));
        }
        await().untilAsserted(() -> assertThat(record()).satisfies(order -> {
            assertThat(order.state()).isEqualTo(OrderState.DONE);
            assertThat(order.target()).isEqualTo("web");
            assertThat(order.endedAt()).isPresent();
        }));
        assertThat(platform.value("select string_agg(action, ',' order by seq) from audit_logs where target_id = '"
                        + agent.node() + "' and action like 'agent.order%'"))
                .isEqualTo("agent.order-given,agent.order-ended");
    }

    @Test
    void everyOrderNeedsItsPermission() throws IOException {
        try (TestConsole control = connected();
                TestConsole console = TestConsole.open(platform, TestPlatform.VIEWER)) {
            Map<Order, String> permissions = Map.of(
                    new Order.Probe("redis"), "fleet:act",
                    new Order.Logs("web", 1, true), "fleet:logs",
                    new Order.Restart("web"), "fleet:restart",
                    new Order.Diagnose(), "fleet:diagnose");
            permissions.forEach((order, permission) -> {
                console.send(new ClientFrame.Ask(UUID.randomUUID(), agent.node(), order));
                assertThat(console.next(ServerFrame.Progress.class)).satisfies(refused -> {
                    assertThat(refused.state()).isEqualTo(OrderState.REFUSED);
                    assertThat(refused.detail()).contains(permission);
                });
            });
            assertThat(control.isQuiet()).isTrue();
        }
    }

    @Test
    void anotherTenantsNodeDoesNotExist() {
        try (TestConsole console = TestConsole.open(platform, TestPlatform.OTHER)) {
            ask(console, new Order.Diagnose());

            assertThat(console.next(ServerFrame.Progress.class).detail()).contains("does not exist");
        }
    }

    @Test
    void agentThatIsNotConnectedIsToldAtOnce() {
        try (TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
            ask(console, new Order.Restart("web"));

            assertThat(console.next(ServerFrame.Progress.class))
                    .isEqualTo(new ServerFrame.Progress(
                            id, OrderState.REFUSED, "the agent is not connected; nothing was done"));
        }
    }

    @Test
    void sameIdTwiceIsDoneOnceAndAnsweredTwice() throws IOException {
        try (TestConsole control = connected();
                TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
            ask(console, new Order.Restart("web"));
            taken(control);
            control.send(new AgentFrame.Progress(id, OrderState.DONE, "restarted web"));
            assertThat(console.next(ServerFrame.Progress.class).state()).isEqualTo(OrderState.DONE);
            await().until(() -> record().state() == OrderState.DONE);

            ask(console, new Order.Restart("web"));

            assertThat(console.next(ServerFrame.Progress.class).detail()).isEqualTo("restarted web");
            assertThat(control.isQuiet()).isTrue();
        }
    }

    @Test
    void consoleThatLeavesWithdrawsWhatItFollows() throws IOException {
        try (TestConsole control = connected()) {
            try (TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
                ask(console, new Order.Logs("web", 10, true));
                taken(control);
            }
            assertThat(frame(control, ControlFrame.Cancel.class).id()).isEqualTo(id);
        }
        await().untilAsserted(() -> assertThat(record().state()).isEqualTo(OrderState.CANCELLED));
    }

    @Test
    void agentThatDoesNotTakeItIsGivenUpAfterFiveSeconds() throws IOException {
        try (TestConsole control = connected();
                TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
            ask(console, new Order.Diagnose());
            taken(control);

            assertThat(console.next(ServerFrame.Progress.class)).satisfies(late -> {
                assertThat(late.state()).isEqualTo(OrderState.TIMED_OUT);
                assertThat(late.detail()).contains("did not take it");
            });
        }
    }

    @Test
    void agentWhoseConnectionBreaksLeavesItOpenWhetherItWasDone() throws IOException {
        try (TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
            try (TestConsole control = connected()) {
                ask(console, new Order.Restart("web"));
                taken(control);
                control.send(new AgentFrame.Progress(id, OrderState.ACCEPTED, ""));
                assertThat(console.next(ServerFrame.Progress.class).state()).isEqualTo(OrderState.ACCEPTED);
            }
            assertThat(console.next(ServerFrame.Progress.class)).satisfies(broken -> {
                assertThat(broken.state()).isEqualTo(OrderState.FAILED);
                assertThat(broken.detail()).contains("not known");
            });
        }
    }

    @Test
    void agentAnswersForItsOwnOrdersAlone() throws IOException {
        TestAgent other = TestAgent.enrol(platform, TestPlatform.OTHER, "foreign");
        try (TestConsole control = connected();
                TestConsole foreign = TestConsole.control(platform, other);
                TestConsole console = TestConsole.open(platform, TestPlatform.OPERATOR)) {
            ask(console, new Order.Diagnose());
            taken(control);
            assertThat(foreign.nextText()).contains("welcome");
            foreign.send(new AgentFrame.Output(id, List.of("forged"), 0));
            foreign.send(new AgentFrame.Progress(id, OrderState.DONE, "forged"));
            assertThat(foreign.isQuiet()).isTrue();
            control.send(new AgentFrame.Progress(id, OrderState.DONE, "mine"));

            assertThat(console.next(ServerFrame.Progress.class).detail()).isEqualTo("mine");
        }
    }

    private TestConsole connected() {
        TestConsole control = TestConsole.control(platform, agent);
        assertThat(control.nextText()).contains("welcome");
        return control;
    }

    private void ask(TestConsole console, Order order) {
        console.send(new ClientFrame.Ask(id, agent.node(), order));
    }

    private static ControlFrame.Do taken(TestConsole control) {
        return frame(control, ControlFrame.Do.class);
    }

    private static <F extends ControlFrame> F frame(TestConsole control, Class<F> kind) {
        while (true) {
            ControlFrame next = Json.read(control.nextText(), ControlFrame.class);
            if (kind.isInstance(next)) {
                return kind.cast(next);
            }
        }
    }

    private OrderRecord record() throws IOException {
        return platform.as(TestPlatform.VIEWER)
                .list("/api/v1/orders?filter=id=" + id, OrderRecord.class)
                .getFirst();
    }
}
