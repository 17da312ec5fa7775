package io.dotmac.server.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.config.Settings;
import io.dotmac.server.platform.config.SettingsSource;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A process that is killed between commit and publication loses no event.
class KilledPublisherTest {
    private static final int BEFORE_KILL = 150;

    record Counted(int number) {}

    /// Publishes for ever, and says how far it has committed.
    static final class Publisher {
        private Publisher() {}

        public static void main(String[] arguments) {
            Settings settings =
                    new SettingsSource(System.getenv(), Path.of("/nonexistent"), ServerConfig.SECTIONS).load("");
            ServerConfig config = ServerConfig.from(settings);
            TenantId tenant = TenantId.of(arguments[0]);
            Telemetry telemetry = new Telemetry();
            Database database = new Database(config.database(), telemetry);
            Outbox outbox = new Outbox(Clock.systemUTC(), Tracing.OFF);
            Events events = new Events(
                    config.event(),
                    database,
                    new Redis(config.redis()),
                    outbox,
                    List.of(),
                    telemetry,
                    Clock.systemUTC());
            events.start();
            for (int i = 0; ; i++) {
                int number = i;
                database.transaction(tenant, tx -> {
                    outbox.publish(tx, Event.of("number.counted", "number", 1, new Counted(number)));
                    return 0;
                });
                System.out.println("committed " + i);
            }
        }
    }

    @Test
    void whatWasCommittedBeforeTheKillIsDealtWithOnceAndInOrder() throws Exception {
        String name = LocalPostgres.shared().copyOf(TestPlatform.template());
        try (LocalRedis server = LocalRedis.start(0)) {
            Map<String, String> variables =
                    Map.of("REDIS__PORT", Integer.toString(server.port()), "EVENT__LOOK", "300ms");
            ServerConfig config = TestPlatform.config(name, variables);
            try (Database database = new Database(config.database(), new Telemetry());
                    Redis redis = new Redis(config.redis())) {
                UUID tenant = database.shared(handle -> handle.createQuery("select id from tenants where slug = 'acme'")
                        .mapTo(UUID.class)
                        .one());
                int committed = publishUntilKilled(name, server.port(), tenant);
                ConcurrentLinkedQueue<Integer> numbers = new ConcurrentLinkedQueue<>();
                try (Events events = new Events(
                        config.event(),
                        database,
                        redis,
                        new Outbox(Clock.systemUTC(), Tracing.OFF),
                        List.of(handler(numbers)),
                        new Telemetry(),
                        Clock.systemUTC())) {
                    events.start();
                    OutboxStore outbox = new OutboxStore(database);
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> numbers.size() > committed && outbox.waiting() == 0);
                }

                // The last commit may have been killed before it was said.
                assertThat(List.copyOf(numbers))
                        .hasSizeBetween(committed + 1, committed + 2)
                        .containsExactlyElementsOf(
                                IntStream.range(0, numbers.size()).boxed().toList());
            }
        }
    }

    private static int publishUntilKilled(String database, int redisPort, UUID tenant) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx200m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Publisher.class.getName(),
                        tenant.toString())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "APP_ENV",
                        "test",
                        "DATABASE__HOST",
                        "127.0.0.1",
                        "DATABASE__PORT",
                        Integer.toString(LocalPostgres.shared().port()),
                        "DATABASE__NAME",
                        database,
                        "DATABASE__SSL_MODE",
                        "disable",
                        "REDIS__PORT",
                        Integer.toString(redisPort)));
        Process process = builder.start();
        int last = -1;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("committed ")) {
                    last = Integer.parseInt(line.substring("committed ".length()));
                }
                if (last == BEFORE_KILL) {
                    process.toHandle().destroyForcibly(); // SIGKILL; what was said before is still read
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(last).isGreaterThanOrEqualTo(BEFORE_KILL);
        return last;
    }

    private static EventHandler handler(ConcurrentLinkedQueue<Integer> numbers) {
        return new EventHandler() {
            @Override
            public String name() {
                return "numbers";
            }

            @Override
            public Set<String> types() {
                return Set.of("number.counted");
            }

            @Override
            public void handle(Tx tx, Event event) {
                numbers.add(event.payload(Counted.class).number());
            }
        };
    }
}
