package io.dotmac.packaging.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The harm that the demo can do to its servers really happens, and is really undone.
class HarmTest {
    @TempDir
    Path root;

    @Test
    void standbyThatWasCutComesBackWithWhatItMissed() throws Exception {
        try (DemoFolder folder = DemoFolder.open(root);
                Databases databases = Databases.start(folder, Ports.free())) {
            await().until(() -> receivers(databases).equals("1"));

            databases.cutReceiver();
            await().until(() -> receivers(databases).equals("0"));
            databases.primary().execute("create table missed as select 1 as x");
            databases.reconnectReceiver();

            await().ignoreExceptions()
                    .until(() -> "1".equals(databases.standby().value("select x from missed")));
        }
    }

    @Test
    void databasesFindTheirDataAgain() throws Exception {
        try (DemoFolder folder = DemoFolder.open(root)) {
            try (Databases databases = Databases.start(folder, Ports.free())) {
                databases.primary().execute("create table kept as select 3 as x");
            }

            try (Databases databases = Databases.start(folder, Ports.free())) {
                assertThat(databases.primary().value("select x from kept")).isEqualTo("3");
                await().ignoreExceptions()
                        .until(() -> "3".equals(databases.standby().value("select x from kept")));
            }
        }
    }

    @Test
    void killedRedisComesBackOnItsPort() throws Exception {
        Ports ports = Ports.free();
        try (DemoFolder folder = DemoFolder.open(root);
                Caches caches = Caches.start(folder, ports)) {
            long before = Caches.pid(ports.redis());

            assertThat(caches.kill()).isTrue();
            assertThat(caches.kill()).as("already away").isFalse();
            assertThat(caches.restore()).isTrue();

            assertThat(Caches.pid(ports.redis())).isNotEqualTo(before);
        }
    }

    @Test
    void secondDemoOnTheSameFolderIsRefused() throws Exception {
        try (DemoFolder folder = DemoFolder.open(root)) {
            assertThatThrownBy(() -> DemoFolder.open(folder.root())).hasMessageContaining("already");
        }
    }

    @Test
    void leftoversOfAKilledDemoAreEnded() throws Exception {
        Ports ports = Ports.free();
        try (DemoFolder folder = DemoFolder.open(root)) {
            Caches caches = Caches.start(folder, ports);
            ProcessHandle redis = ProcessHandle.of(Caches.pid(ports.redis())).orElseThrow();
            new DemoInfo(
                            "http://127.0.0.1:1",
                            root.toString(),
                            List.of(),
                            new DemoInfo.Postgresql(1, 2),
                            new DemoInfo.Redis(ports.redis(), ports.replica()),
                            Map.of(),
                            Map.of("redis-primary", redis.pid(), "server", redis.pid()))
                    .write(root.resolve("demo.json"));

            Leftovers.end(root.resolve("demo.json"));

            await().until(() -> !redis.isAlive());
            caches.close();
        }
    }

    @Test
    void leftoverWithALongCommandLineIsRecognised() throws Exception {
        Process program =
                new ProcessBuilder("sh", "-c", "sleep 60; :", "x".repeat(9_000), "io.dotmac.server.Main").start();
        try (DemoFolder folder = DemoFolder.open(root)) {
            new DemoInfo(
                            "http://127.0.0.1:1",
                            root.toString(),
                            List.of(),
                            new DemoInfo.Postgresql(1, 2),
                            new DemoInfo.Redis(3, 4),
                            Map.of(),
                            Map.of("server", program.pid()))
                    .write(folder.resolve("demo.json"));

            Leftovers.end(folder.resolve("demo.json"));

            assertThat(program.isAlive()).isFalse();
        } finally {
            program.destroyForcibly();
        }
    }

    private static String receivers(Databases databases) {
        return String.valueOf(databases.standby().value("select count(*) from pg_stat_wal_receiver"));
    }
}
