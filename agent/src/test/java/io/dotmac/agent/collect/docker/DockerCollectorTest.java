package io.dotmac.agent.collect.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.TruthTable;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a real Docker engine: what the collector says of a container beside what was done to it.
class DockerCollectorTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final TruthTable TABLE =
            new TruthTable("causes", List.of("what was done", "what Docker says", "told", "cause told"));
    private static final String DOCKER_SAYS =
            "{{.State.Status}}, exit {{.State.ExitCode}}, OOMKilled={{.State.OOMKilled}}"
                    + ", {{.RestartCount}} restarts{{if .State.Health}}, {{.State.Health.Status}}{{end}}";

    private static @Nullable DockerDaemon engine;

    private Collecting collecting = Collecting.none();

    @BeforeAll
    static void startEngine() throws IOException, InterruptedException {
        DockerDaemon.missing().ifPresent(what -> Assumptions.abort("no Docker engine here: " + what + " is missing"));
        engine = DockerDaemon.start();
    }

    @AfterAll
    static void stopEngine() throws IOException, InterruptedException {
        if (engine != null) {
            engine.close();
            TABLE.publish();
        }
    }

    @BeforeEach
    void watch() throws IOException, InterruptedException {
        collecting = Collecting.of(engine().socket(), "");
    }

    @AfterEach
    void clear() throws IOException, InterruptedException {
        collecting.close();
        for (String id : engine().docker("ps", "-aq").lines().toList()) {
            engine().docker("rm", "-f", id);
        }
    }

    private static DockerDaemon engine() {
        DockerDaemon running = engine;
        if (running == null) {
            throw new IllegalStateException("no engine");
        }
        return running;
    }

    /// Waits until the cause is told, and keeps it beside what Docker itself says at that moment.
    private ContainerState told(String done, String name, String cause) {
        ContainerState state = told(name, cause);
        keep(done, engine().tried("inspect", "-f", DOCKER_SAYS, name).orElse("no such container"), state);
        return state;
    }

    /// The same while the engine cannot be asked.
    private ContainerState toldAlone(String done, String name, String cause) {
        ContainerState state = told(name, cause);
        keep(done, "no answer", state);
        return state;
    }

    private ContainerState told(String name, String cause) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(collecting.cause(name)).contains(cause));
        return collecting.container(name).orElseThrow();
    }

    private static void keep(String done, String docker, ContainerState state) {
        TABLE.add(List.of(done, docker, state.severity() + " " + state.phase(), state.cause()));
    }

    @Test
    void memoryLimitIsTheCauseOfAnOomKill() throws IOException, InterruptedException {
        engine().run("oom", List.of("--memory=16m", "--memory-swap=16m"), "tail", "/dev/zero");

        await().atMost(SOON).until(() -> collecting.phase("oom") == ContainerPhase.EXITED);

        ContainerState state = told("killed by the kernel at 16 MiB", "oom", "OOM at 16 MiB limit");
        assertThat(state.exitCode()).contains(137);
        assertThat(state.severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void killByHandIsNotAnOom() throws IOException, InterruptedException {
        engine().run("killed", List.of(), "sleep", "1000");
        await().atMost(SOON).until(() -> collecting.phase("killed") == ContainerPhase.RUNNING);

        engine().docker("kill", "killed");

        ContainerState state = told("docker kill", "killed", "killed by hand with SIGKILL, exit 137");
        assertThat(state.severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void exitCodeIsTheCauseOfACrash() throws IOException, InterruptedException {
        engine().run("crashed", List.of(), "sh", "-c", "exit 3");

        ContainerState state = told("exit 3", "crashed", "exit 3");

        assertThat(state.health()).isEqualTo(Health.DOWN);
        assertThat(state.severity()).isEqualTo(Severity.MAJOR);
        assertThat(state.exitCode()).contains(3);
    }

    @Test
    void jobThatIsDoneIsNoFault() throws IOException, InterruptedException {
        engine().run("done", List.of(), "true");

        assertThat(told("exit 0 of a job", "done", "done, exit 0").severity()).isEqualTo(Severity.OK);
    }

    @Test
    void restartLoopIsOneFaultThatLasts() throws IOException, InterruptedException {
        engine().run("loop", List.of("--restart=on-failure:5"), "sh", "-c", "exit 1");

        ContainerState state = told("crashes at each start", "loop", "restart loop");
        assertThat(state.severity()).isEqualTo(Severity.CRITICAL);

        ContainerState end = told("gave up after five restarts", "loop", "given up after 5 restarts");
        assertThat(end.restarts()).isEqualTo(5);
    }

    @Test
    void oomInALoopTellsHowOften() throws IOException, InterruptedException {
        engine().run("oomloop", List.of("--memory=16m", "--memory-swap=16m", "--restart=always"), "tail", "/dev/zero");

        ContainerState state = told("OOM at each start", "oomloop", "3rd in 10 min");

        assertThat(state.cause()).startsWith("OOM at 16 MiB limit");
    }

    @Test
    void stopByHandIsWorthKnowingNoMore() throws IOException, InterruptedException {
        engine().run("stopped", List.of(), "sleep", "1000");
        await().atMost(SOON).until(() -> collecting.phase("stopped") == ContainerPhase.RUNNING);

        engine().docker("stop", "-t", "1", "stopped");

        assertThat(told("docker stop", "stopped", "stopped by hand").severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void killFromOutsideIsNeitherByHandNorOom() throws IOException, InterruptedException {
        engine().run("shot", List.of(), "sleep", "1000");
        await().atMost(SOON).until(() -> collecting.phase("shot") == ContainerPhase.RUNNING);
        String pid = engine().docker("inspect", "-f", "{{.State.Pid}}", "shot");

        new ProcessBuilder("kill", "-9", pid).start().waitFor();

        told("kill -9 from the host", "shot", "exit 137, SIGKILL from outside the engine, not OOM");
    }

    @Test
    void commandThatIsNotThereIsFoundWithoutAnEvent() throws IOException, InterruptedException {
        engine().tried("run", "-d", "--network=none", "--name", "typo", "box", "/bin/no-such-command");

        ContainerState state =
                told("entrypoint that is not there", "typo", "cannot start, exit 127, command not found");

        assertThat(state.phase()).isEqualTo(ContainerPhase.CREATED);
        assertThat(state.severity()).isEqualTo(Severity.MAJOR);
    }

    @Test
    void failedHealthCheckTellsItsOutput() throws IOException, InterruptedException {
        engine().run(
                        "ill",
                        List.of("--health-cmd=echo no answer; false", "--health-interval=1s", "--health-retries=2"),
                        "sleep",
                        "1000");

        ContainerState state = told("health check fails", "ill", "unhealthy");

        assertThat(state.cause()).contains("no answer");
        assertThat(state.health()).isEqualTo(Health.DEGRADED);
    }

    @Test
    void renamedContainerKeepsOneRow() throws IOException, InterruptedException {
        engine().run("before", List.of(), "sleep", "1000");
        await().atMost(SOON).until(() -> collecting.phase("before") == ContainerPhase.RUNNING);

        engine().docker("rename", "before", "after");

        await().atMost(SOON).until(() -> collecting.phase("after") == ContainerPhase.RUNNING);
        assertThat(collecting.container("before")).isEmpty();
    }

    @Test
    void expectedContainerThatIsAbsentIsAFault() throws IOException, InterruptedException {
        collecting.close();
        collecting = Collecting.of(engine().socket(), "expected: [radius]");

        ContainerState state = told("expected, never created", "radius", "expected, absent");

        assertThat(state.phase()).isEqualTo(ContainerPhase.ABSENT);
        assertThat(state.severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void whatHappenedBeforeTheAgentCameIsKnown() throws IOException, InterruptedException {
        engine().run("earlier", List.of(), "sleep", "1000");
        engine().docker("kill", "earlier");
        collecting.close();

        collecting = Collecting.of(engine().socket(), "");

        told("docker kill before the agent's start", "earlier", "killed by hand with SIGKILL");
    }

    @Test
    void churnOfFiftyLeavesNothingBehind() throws IOException, InterruptedException {
        for (int i = 0; i < 50; i++) {
            engine().docker("create", "--network=none", "--name", "churn-" + i, "box", "true");
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> collecting.containers().keySet().stream()
                                .filter(name -> name.startsWith("churn-"))
                                .count()
                        == 50);

        List<String> all = new ArrayList<>(List.of("rm", "-f"));
        all.addAll(engine().docker("ps", "-aq").lines().toList());
        engine().docker(all.toArray(String[]::new));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> collecting.containers().isEmpty());
    }

    @Test
    void engineThatIsKilledMakesItsContainersUnknownNotGoneAndLeavesNothingBehind()
            throws IOException, InterruptedException {
        engine().run("kept", List.of(), "sleep", "1000");
        await().atMost(SOON).until(() -> collecting.phase("kept") == ContainerPhase.RUNNING);
        int threads = 0;
        long sockets = 0;
        for (int round = 0; round < 4; round++) {
            engine().crash();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(collecting.container("kept"))
                            .hasValueSatisfying(
                                    state -> assertThat(state.health()).isEqualTo(Health.UNKNOWN)));
            ContainerState lost = toldAlone("dockerd killed with -9", "kept", "its engine does not answer");
            assertThat(lost.reason()).isPresent();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(collecting.engine())
                            .hasValueSatisfying(
                                    state -> assertThat(state.health()).isEqualTo(Health.DOWN)));

            engine().up();
            await().atMost(SOON).until(() -> collecting.phase("kept") == ContainerPhase.RUNNING);
            String name = "after-" + round;
            engine().run(name, List.of(), "sh", "-c", "exit 4");
            told("exit 4 after the engine came back", name, "exit 4");
            if (round == 0) {
                threads = Thread.getAllStackTraces().size();
                sockets = openSockets();
            }
        }
        int threadsOfOne = threads;
        long socketsOfOne = sockets;
        await().atMost(SOON).untilAsserted(() -> {
            // The client keeps connections open for as many as it ever asked at once.
            assertThat(openSockets()).isLessThanOrEqualTo(socketsOfOne + 8);
            assertThat(Thread.getAllStackTraces()).hasSizeLessThanOrEqualTo(threadsOfOne + 3);
        });
    }

    private static long openSockets() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(DockerCollectorTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }

    @Test
    void engineThatIsFrozenIsDownAndBackWhenItGoesOn() throws IOException, InterruptedException {
        engine().run("steady", List.of(), "sleep", "1000");
        await().atMost(SOON).until(() -> collecting.phase("steady") == ContainerPhase.RUNNING);

        engine().freeze();
        try {
            toldAlone("dockerd frozen", "steady", "its engine does not answer");
            assertThat(collecting.container("steady")).isPresent();
        } finally {
            engine().thaw();
        }

        await().atMost(SOON).until(() -> collecting.phase("steady") == ContainerPhase.RUNNING);
    }

    @Test
    void useIsMeasured() throws IOException, InterruptedException {
        engine().run("busy", List.of("--memory=64m"), "sh", "-c", "while true; do true; done");

        await().atMost(Duration.ofSeconds(75))
                .until(() -> collecting
                        .container("busy")
                        .flatMap(ContainerState::cpuPercent)
                        .isPresent());

        ContainerState state = collecting.container("busy").orElseThrow();
        assertThat(state.cpuPercent().orElseThrow()).isPositive();
        assertThat(state.memoryBytes().orElseThrow()).isPositive();
        assertThat(state.memoryLimitBytes()).contains(64L << 20);
    }

    @Test
    void logsComeLineByLine() throws IOException, InterruptedException {
        engine().run("talker", List.of(), "sh", "-c", "echo one; echo two >&2; sleep 1000");
        try (DockerEngine api = new DockerEngine(java.net.URI.create("unix://" + engine().socket()), false)) {
            api.negotiate();
            try (LogStream log = api.logs("talker", false, 10, true)) {
                List<LogStream.Line> lines =
                        List.of(log.next().orElseThrow(), log.next().orElseThrow());

                assertThat(lines).extracting(LogStream.Line::text).anyMatch(text -> text.endsWith("one"));
                assertThat(lines).filteredOn(LogStream.Line::error).hasSize(1);
            }
        }
    }

    @Test
    void nothingButReadsIsSent() {
        try (DockerEngine api = new DockerEngine(java.net.URI.create("unix://" + engine().socket()), false)) {
            api.negotiate();

            assertThatThrownBy(() -> api.restart("any")).isInstanceOf(AllowedCalls.Forbidden.class);
        }
    }
}
