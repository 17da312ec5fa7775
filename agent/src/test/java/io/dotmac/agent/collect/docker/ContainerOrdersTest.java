package io.dotmac.agent.collect.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.command.Diagnosis;
import io.dotmac.agent.command.OrderBook;
import io.dotmac.agent.command.Workshop;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContainerOrdersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static @Nullable DockerDaemon engine;

    private final List<AgentFrame> told = new CopyOnWriteArrayList<>();
    private final UUID id = UUID.randomUUID();
    private @Nullable DockerCollector collector;
    private @Nullable OrderBook book;

    @BeforeAll
    static void startEngine() throws IOException, InterruptedException {
        Optional<String> missing = DockerDaemon.missing();
        Assumptions.assumeTrue(missing.isEmpty(), () -> "no Docker engine: " + missing.get() + " is missing");
        engine = DockerDaemon.start();
    }

    @AfterAll
    static void stopEngine() throws IOException, InterruptedException {
        if (engine != null) {
            engine.close();
        }
    }

    @AfterEach
    void close() {
        if (book != null) {
            book.close();
        }
        if (collector != null) {
            collector.close();
        }
    }

    @Test
    void endOfALogComesLineByLine() throws IOException, InterruptedException {
        engine().run("talker", List.of(), "sh", "-c", "for i in 1 2 3 4 5; do echo line $i; done; echo oops >&2");
        engine().docker("wait", "talker");

        give(false, new Order.Logs("talker", 10, false));

        assertThat(end().state()).isEqualTo(OrderState.DONE);
        assertThat(lines()).hasSize(6).anyMatch(line -> line.endsWith("line 5"));
        assertThat(lines()).anyMatch(line -> line.startsWith("! ") && line.endsWith("oops"));
    }

    @Test
    void followedLogComesAsItIsWrittenAndEndsWhenWithdrawn() throws IOException, InterruptedException {
        engine().run("ticker", List.of(), "sh", "-c", "while true; do echo tick; sleep 1; done");

        give(false, new Order.Logs("ticker", 0, true));
        await().atMost(SOON).until(() -> lines().size() >= 2);
        long before = System.nanoTime();
        book().cancel(id);

        assertThat(end().state()).isEqualTo(OrderState.CANCELLED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
        assertThat(book().size()).isZero();
    }

    @Test
    void floodIsCutAndCounted() throws IOException, InterruptedException {
        engine().run("flood", List.of(), "sh", "-c", "while true; do echo flood; done");

        give(false, new Order.Logs("flood", 0, true));
        await().atMost(SOON).until(() -> dropped() > 1_000);
        book().cancel(id);

        end();
        engine().docker("rm", "-f", "flood");
        assertThat(lines().size()).isLessThan((int) (dropped() + lines().size()));
    }

    @Test
    void containerIsRestartedOnlyWhereTheAgentsOwnFileAllowsIt() throws IOException, InterruptedException {
        engine().run("web", List.of("--stop-timeout=1"), "sleep", "1000");
        String before = started();

        give(false, new Order.Restart("web"));
        assertThat(end().detail()).contains("docker.allow-restart");
        assertThat(started()).isEqualTo(before);

        close();
        told.clear();
        give(true, new Order.Restart("web"));
        assertThat(end()).isEqualTo(new AgentFrame.Progress(id, OrderState.DONE, "restarted web"));
        assertThat(started()).isNotEqualTo(before);
    }

    @Test
    void containerThatIsNotThereIsRefused() {
        give(true, new Order.Restart("ghost"));

        assertThat(end()).satisfies(refused -> {
            assertThat(refused.state()).isEqualTo(OrderState.REFUSED);
            assertThat(refused.detail()).isEqualTo("no container ghost");
        });
    }

    private String started() throws IOException, InterruptedException {
        return engine().docker("inspect", "-f", "{{.State.StartedAt}}", "web");
    }

    private void give(boolean restarts, Order order) {
        AgentConfig config = AgentConfig.parse(
                "node: {name: app-1}\ndocker: {socket: " + engine().socket() + ", allow-restart: " + restarts + "}",
                Map.of());
        DockerCollector watching = new DockerCollector(
                java.util.Objects.requireNonNull(config.docker()),
                new Pace(Duration.ofSeconds(1), System::nanoTime),
                Clock.systemUTC(),
                new NoSink());
        watching.start();
        collector = watching;
        Workshop workshop =
                new Workshop(() -> config, () -> Optional.of(watching), ContainerOrdersTest::inside, Clock.systemUTC());
        book = new OrderBook(workshop, told::add);
        book().take(new ControlFrame.Do(id, order, 60));
    }

    private OrderBook book() {
        OrderBook open = book;
        if (open == null) {
            throw new IllegalStateException("no order was given");
        }
        return open;
    }

    private static DockerDaemon engine() {
        DockerDaemon running = engine;
        if (running == null) {
            throw new IllegalStateException("no engine");
        }
        return running;
    }

    private AgentFrame.Progress end() {
        return await().atMost(SOON)
                .until(
                        () -> told.stream()
                                .filter(AgentFrame.Progress.class::isInstance)
                                .map(AgentFrame.Progress.class::cast)
                                .filter(progress -> progress.state().ended())
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private List<String> lines() {
        return outputs().stream().flatMap(output -> output.lines().stream()).toList();
    }

    private long dropped() {
        return outputs().stream().mapToLong(AgentFrame.Output::dropped).sum();
    }

    private List<AgentFrame.Output> outputs() {
        return told.stream()
                .filter(AgentFrame.Output.class::isInstance)
                .map(AgentFrame.Output.class::cast)
                .toList();
    }

    private static Diagnosis.Inside inside() {
        return new Diagnosis.Inside("0.1.0", List.of(), Optional.empty(), Optional.empty(), "", List.of());
    }
}
