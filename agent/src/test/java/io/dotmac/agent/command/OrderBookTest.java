package io.dotmac.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private static final List<String> SECRETS =
            List.of("pg-secret-1", "redis-secret-2", "bearer-secret-3", "env-secret-4", "url-secret-5");

    private final List<AgentFrame> told = new CopyOnWriteArrayList<>();
    private final UUID id = UUID.randomUUID();
    private AgentConfig config = AgentConfig.parse("node: {name: app-1}", Map.of());
    private final OrderBook book = new OrderBook(
            new Workshop(() -> config, Optional::empty, OrderBookTest::inside, Clock.systemUTC()), told::add);

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void probeIsDoneNowAndItsFindingsComeBack() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            config = AgentConfig.parse(
                    "node: {name: app-1}\ntargets: [{name: mail, kind: tcp, host: 127.0.0.1, port: "
                            + server.getLocalPort() + "}]",
                    Map.of());

            give(new Order.Probe("mail"));

            assertThat(end().state()).isEqualTo(OrderState.DONE);
            assertThat(lines()).contains("health up");
        }
    }

    @Test
    void targetThatIsDownIsDoneToo() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0)) {
            port = gone.getLocalPort();
        }
        config = AgentConfig.parse(
                "node: {name: app-1}\ntargets: [{name: mail, kind: tcp, host: 127.0.0.1, port: " + port + "}]",
                Map.of());

        give(new Order.Probe("mail"));

        assertThat(end().state()).isEqualTo(OrderState.DONE);
        assertThat(lines()).contains("health down", "error refused");
    }

    @Test
    void whatCannotBeDoneIsRefusedWithTheReason() {
        give(new Order.Probe("nothing"));

        assertThat(end())
                .isEqualTo(new AgentFrame.Progress(id, OrderState.REFUSED, "this agent has no target nothing"));
    }

    @Test
    void logsWithoutAnEngineAreRefused() {
        give(new Order.Logs("web", 10, true));

        assertThat(end().detail()).isEqualTo("this agent watches no container engine");
    }

    @Test
    void sameOrderTwiceIsAnsweredNotDoneAgain() {
        give(new Order.Diagnose());
        end();
        long output = outputs();

        give(new Order.Diagnose());

        assertThat(told.stream().filter(AgentFrame.Progress.class::isInstance)).hasSize(3);
        assertThat(outputs()).isEqualTo(output);
    }

    @Test
    void diagnosisTellsTheSettingsAndNoSecret() {
        config = AgentConfig.parse("""
                server: {url: "https://ops:url-secret-5@ops.example.net"}
                node: {name: app-1}
                targets:
                  - {name: db, kind: postgresql, host: db1, username: mon, password: pg-secret-1}
                  - {name: cache, kind: redis, host: c1, password: redis-secret-2}
                  - {name: portal, kind: http, url: "https://u:url-secret-5@portal.example.net/?t=url-secret-5",
                     headers: {Authorization: "Bearer bearer-secret-3"}}
                  - {name: other, kind: redis, host: c2, password: "${env:OTHER}"}
                """, Map.of("OTHER", "env-secret-4"));

        give(new Order.Diagnose());

        assertThat(end().state()).isEqualTo(OrderState.DONE);
        String all = told.toString();
        assertThat(all).contains("target db postgresql", "server https://ops.example.net:443", "dependency db down");
        assertThat(SECRETS).allSatisfy(secret -> assertThat(all).doesNotContain(secret));
    }

    private void give(Order order) {
        book.take(new ControlFrame.Do(id, order, 30));
    }

    private AgentFrame.Progress end() {
        return await().until(
                        () -> told.stream()
                                .filter(AgentFrame.Progress.class::isInstance)
                                .map(AgentFrame.Progress.class::cast)
                                .filter(progress -> progress.state().ended())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private List<String> lines() {
        return told.stream()
                .filter(AgentFrame.Output.class::isInstance)
                .flatMap(frame -> ((AgentFrame.Output) frame).lines().stream())
                .toList();
    }

    private long outputs() {
        return told.stream().filter(AgentFrame.Output.class::isInstance).count();
    }

    private static Diagnosis.Inside inside() {
        DependencyState down = new DependencyState(
                "db",
                DependencyKind.POSTGRESQL,
                Health.DOWN,
                Severity.CRITICAL,
                Optional.empty(),
                Optional.empty(),
                "refused by db1:5432",
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Map.of());
        return new Diagnosis.Inside(
                "0.1.0", List.of(), Optional.of(12L), Optional.empty(), "from the local file", List.of(down));
    }
}
