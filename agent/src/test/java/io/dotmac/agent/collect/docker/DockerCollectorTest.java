package io.dotmac.agent.collect.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// On a real Docker engine: what the collector says of a container beside what was done to it.
class DockerCollectorTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, String> TRUTH = new TreeMap<>();

    private static @Nullable DockerDaemon engine;

    private Collecting collecting = Collecting.none();

    @BeforeAll
    static void startEngine() throws IOException, InterruptedException {
        DockerDaemon.missing().ifPresent(what -> Assumptions.abort("no Docker engine here: " + what + " is missing"));
        engine = DockerDaemon.start();
    }

    @AfterAll
    static void stopEngine(TestReporter reporter) throws IOException, InterruptedException {
        if (engine != null) {
            engine.close();
        }
        List<String> lines = new ArrayList<>();
        TRUTH.forEach((truth, reported) -> lines.add(String.format(Locale.ROOT, "%-44s | %s", truth, reported)));
        reporter.publishEntry("truth", "\n" + String.join("\n", lines));
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

    private ContainerState told(String truth, String name, String cause) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(collecting.cause(name)).contains(cause));
        ContainerState state = collecting.container(name).orElseThrow();
        TRUTH.put(truth, state.severity() + " " + state.phase() + ": " + state.cause());
        return state;
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
}
