package io.dotmac.agent.collect.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.Health;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// On a real Docker engine that is killed, and one that hangs.
class DockerOutageTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void engineThatIsGoneMakesItsContainersUnknownUntilItIsBack() throws IOException, InterruptedException {
        DockerDaemon.missing().ifPresent(what -> Assumptions.abort("no Docker engine here: " + what + " is missing"));
        DockerDaemon engine = DockerDaemon.start();
        try (Collecting collecting = Collecting.of(engine.socket(), "")) {
            engine.run("steady", List.of("--restart=always"), "sleep", "1000");
            await().atMost(SOON).until(() -> collecting.phase("steady") == ContainerPhase.RUNNING);

            engine.freeze();
            await().atMost(SOON).untilAsserted(() -> unknown(collecting));
            engine.thaw();
            await().atMost(SOON).until(() -> collecting.phase("steady") == ContainerPhase.RUNNING);

            engine.crash();
            await().atMost(SOON).untilAsserted(() -> unknown(collecting));
            engine.up();
            await().atMost(SOON).until(() -> collecting.phase("steady") == ContainerPhase.RUNNING);
            assertThat(collecting.engine().orElseThrow().health()).isEqualTo(Health.UP);
        } finally {
            engine.close();
        }
    }

    private static void unknown(Collecting collecting) {
        assertThat(collecting.cause("steady")).isEqualTo("its engine does not answer");
        assertThat(collecting.engine().orElseThrow().health()).isEqualTo(Health.DOWN);
    }
}
