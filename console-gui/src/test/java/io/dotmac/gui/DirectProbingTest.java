package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.report.Report;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectProbingTest {
    @TempDir
    private Path folder;

    private final Map<String, Health> healthByName = new ConcurrentHashMap<>();

    private void heard(Report report) {
        for (DependencyState state : report.dependencies()) {
            healthByName.put(state.name(), state.health());
        }
    }

    private void awaitHealth(Health wanted) {
        await().atMost(Duration.ofSeconds(20)).until(() -> wanted.equals(healthByName.get("sessions")));
    }

    @Test
    void realRedisIsSeenUpAndDown() throws Exception {
        int port = LocalRedis.freePort();
        Path config = folder.resolve("agent.yaml");
        Files.writeString(config, """
                node: {name: lag-app-2}
                state-dir: %s
                health-interval: 1s
                interval: 2s
                targets:
                  - {name: sessions, kind: redis, host: 127.0.0.1, port: %d}
                """.formatted(folder.resolve("state"), port));
        DirectProbing probing = DirectProbing.of(config);

        LocalRedis redis = LocalRedis.start(port);
        AutoCloseable running = probing.start(this::heard);
        try {
            try {
                awaitHealth(Health.UP);
            } finally {
                redis.close();
            }
            awaitHealth(Health.DOWN);
        } finally {
            running.close();
        }
    }

    @Test
    void unusableConfigurationIsRefusedWithItsKey() throws IOException {
        Path config = folder.resolve("agent.yaml");
        Files.writeString(config, "node: {nmae: x}\n");

        assertThatThrownBy(() -> DirectProbing.of(config)).hasMessageContaining("nmae");
    }
}
