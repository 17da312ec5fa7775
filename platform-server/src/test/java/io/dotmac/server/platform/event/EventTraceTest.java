package io.dotmac.server.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.telemetry.ErrorAlertsConfig;
import io.dotmac.server.platform.telemetry.Span;
import io.dotmac.server.platform.telemetry.SpanKind;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.TestCollector;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The trace of a request goes on where its event is dealt with.
class EventTraceTest {
    @Test
    void consumerIsAStepOfTheTraceThatToldTheEvent() throws IOException {
        Clock clock = Clock.systemUTC();
        try (TestCollector collector = TestCollector.start()) {
            ServerConfig config = TestPlatform.config(
                    LocalPostgres.shared().copyOf(TestPlatform.template()),
                    Map.of("TELEMETRY__OTEL_ENABLED", "true", "TELEMETRY__ENDPOINT", collector.endpoint()));
            Tracing tracing = Tracing.from(config.telemetry(), "1", "test");
            Telemetry telemetry = new Telemetry(tracing, ErrorAlertsConfig.QUIET, clock, Runnable::run);
            Outbox outbox = new Outbox(clock, tracing);
            String carried;
            try (telemetry;
                    Database database = new Database(config.database(), telemetry);
                    Redis redis = new Redis(config.redis());
                    Events events = new Events(
                            config.event(), database, redis, outbox, List.of(new Listener()), telemetry, clock)) {
                TenantId acme =
                        database.shared(handle -> handle.createQuery("select id from tenants where slug = 'acme'")
                                .mapTo(UUID.class)
                                .map(TenantId::new)
                                .one());
                events.start();
                try (Span span = tracing.start(SpanKind.SERVER, "POST /api/v1/things", Optional.empty())) {
                    span.with("note", "asks");
                    carried = tracing.context().orElseThrow().traceparent();
                    database.transaction(acme, tx -> {
                        outbox.publish(tx, Event.of("thing.made", "thing", 1, Map.of()));
                        return true;
                    });
                }
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !consumed(collector, carried).isEmpty());
            }

            assertThat(consumed(collector, carried))
                    .as("an event comes at least once")
                    .isNotEmpty()
                    .allSatisfy(span -> assertThat(TestCollector.parent(span)).isEqualTo(carried.substring(36, 52)));
        }
    }

    private static List<io.opentelemetry.proto.trace.v1.Span> consumed(TestCollector collector, String carried) {
        return collector.trace(carried.substring(3, 35)).stream()
                .filter(span -> span.getName().equals("consume listener"))
                .toList();
    }

    private static final class Listener implements EventHandler {
        @Override
        public String name() {
            return "listener";
        }

        @Override
        public Set<String> types() {
            return Set.of("thing.made");
        }

        @Override
        public void handle(Tx tx, Event event) {}
    }
}
