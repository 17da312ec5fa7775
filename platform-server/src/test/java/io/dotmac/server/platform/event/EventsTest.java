package io.dotmac.server.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.ServerConfig;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.dotmac.server.platform.telemetry.Tracing;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static String name;
    private static LocalRedis server;
    private static Database database;
    private static TenantId acme;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Outbox outbox = new Outbox(Clock.systemUTC(), Tracing.OFF);

    @BeforeAll
    static void start() throws IOException {
        name = TestPlatform.copy();
        server = LocalRedis.start(0);
        database = new Database(config(Map.of()).database(), new Telemetry());
        acme = database.shared(handle -> handle.createQuery("select id from tenants where slug = 'acme'")
                .mapTo(java.util.UUID.class)
                .map(TenantId::new)
                .one());
    }

    @AfterAll
    static void stop() {
        database.close();
        server.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void eventsOfAnAggregateAreDealtWithOnceAndInOrder() {
        Log log = new Log("orders");
        run(Map.of(), log);

        publish("invoice", 0, 300);

        log.waitFor(300);
        assertThat(log.numbers())
                .containsExactlyElementsOf(IntStream.range(0, 300).boxed().toList());
    }

    @Test
    void eventOfATransactionThatIsRolledBackIsNeverTold() {
        Log log = new Log("rollback");
        run(Map.of(), log);

        assertThatThrownBy(() -> database.transaction(acme, tx -> {
                    outbox.publish(tx, Event.of(type, "thing", 1, new Count(666)));
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        publish("thing", 1, 1);

        log.waitFor(1);
        assertThat(log.numbers()).containsExactly(1);
    }

    @Test
    void nothingIsLostAndOrderIsKeptWhenRedisGoesAwayAndComesBackEmpty() throws IOException {
        Log log = new Log("outage");
        LocalRedis first = LocalRedis.start(0);
        int port = first.port();
        run(Map.of("REDIS__PORT", Integer.toString(port)), log);
        publish("invoice", 0, 50);
        log.waitFor(20);
        first.close();
        publish("invoice", 50, 50);

        try (LocalRedis second = LocalRedis.start(port)) {
            assertThat(second.port()).isEqualTo(port);
            log.waitFor(100);
            assertThat(log.numbers())
                    .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
            closeNow();
        }
    }

    @Test
    void urgentConsumerIsToldWhileRedisIsAwayAndOnceInAll() throws IOException {
        Log log = new Log("urgent") {
            @Override
            public boolean urgent() {
                return true;
            }
        };
        LocalRedis first = LocalRedis.start(0);
        int port = first.port();
        run(Map.of("REDIS__PORT", Integer.toString(port)), log);
        publish("alert", 0, 5);
        log.waitFor(5);
        first.close();

        publish("alert", 5, 450);

        log.waitFor(455);
        try (LocalRedis second = LocalRedis.start(port)) {
            assertThat(second.port()).isEqualTo(port);
            publish("alert", 455, 1);
            log.waitFor(456);
            await().atMost(Duration.ofSeconds(20)).until(() -> !new OutboxStore(database).isWaiting());
            assertThat(log.numbers())
                    .containsExactlyElementsOf(IntStream.range(0, 456).boxed().toList());
            closeNow();
        }
    }

    @Test
    void whatAConsumerCannotDealWithIsLaidAsideAndCanBeToldAgain() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Log log = new Log("broken") {
            @Override
            public void handle(Tx tx, Event event) {
                if (broken.get() && event.payload(Count.class).number() == 1) {
                    throw new IllegalStateException("one is too hard");
                }
                super.handle(tx, event);
            }
        };
        run(Map.of("EVENT__ATTEMPTS", "2", "EVENT__RETRY_PAUSE", "10ms"), log);
        DeadLetterStore letters = new DeadLetterStore(database);

        publish("invoice", 0, 3);
        log.waitFor(2);
        List<DeadLetter> dead = letters.page(Optional.of(acme), Optional.empty(), 10);
        assertThat(dead).singleElement().satisfies(one -> {
            assertThat(one.attempts()).isEqualTo(2);
            assertThat(one.error()).contains("one is too hard");
            assertThat(one.consumer()).isEqualTo("broken");
        });

        broken.set(false);
        new DeadLetters(database, outbox)
                .replay(Optional.of(acme), dead.getFirst().id(), (tx, letter) -> {});
        publish("other", 7, 1);
        log.waitFor(4);
        assertThat(log.numbers()).containsExactly(0, 2, 1, 7);
        assertThat(letters.page(Optional.of(acme), Optional.empty(), 10)).isEmpty();
    }

    @Test
    void anotherProcessGoesOnWhereOneStopped() throws Exception {
        Log first = new Log("handover");
        Log second = new Log("handover");
        Events one = run(Map.of(), first);
        publish("invoice", 0, 10);
        first.waitFor(10);
        run(Map.of(), second);
        publish("invoice", 10, 10);
        first.waitFor(20);

        one.close();
        publish("invoice", 20, 10);

        second.waitFor(10);
        assertThat(first.numbers()).hasSize(20);
        assertThat(second.numbers())
                .containsExactlyElementsOf(IntStream.range(20, 30).boxed().toList());
    }

    @Test
    void eventIsDealtWithOnceHoweverOftenItComes() {
        Log log = new Log("twice");
        run(Map.of(), log);
        publish("invoice", 0, 5);
        log.waitFor(5);

        int again = new OutboxStore(database).again(Clock.systemUTC().instant().minus(Duration.ofHours(1)));
        publish("invoice", 5, 1);

        assertThat(again).isGreaterThanOrEqualTo(5);
        log.waitFor(6);
        assertThat(log.numbers()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void withoutRedisThisProcessConsumesItself() {
        Log log = new Log("local");
        run(Map.of("EVENT__BUS", "local", "REDIS__PORT", "1"), log);

        publish("invoice", 0, 20);

        log.waitFor(20);
        assertThat(log.numbers())
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    record Count(int number) {}

    /// Writes down what it is told.
    private static class Log implements EventHandler {
        private final String name;
        private final ConcurrentLinkedQueue<Integer> numbers = new ConcurrentLinkedQueue<>();

        Log(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<String> types() {
            return Set.of("thing.counted-" + name, "thing.counted");
        }

        @Override
        public void handle(Tx tx, Event event) {
            assertThat(tx.tenant()).isEqualTo(event.tenant());
            numbers.add(event.payload(Count.class).number());
        }

        List<Integer> numbers() {
            return List.copyOf(numbers);
        }

        void waitFor(int count) {
            await().atMost(Duration.ofSeconds(40)).until(() -> numbers.size() >= count);
        }
    }

    private String type = "thing.counted";

    private Events run(Map<String, String> variables, Log log) {
        type = "thing.counted-" + log.name();
        ServerConfig config = config(variables);
        Redis redis = new Redis(config.redis(), new Telemetry());
        Events events =
                new Events(config.event(), database, redis, outbox, List.of(log), new Telemetry(), Clock.systemUTC());
        open.add(redis);
        open.add(events);
        events.start();
        return events;
    }

    private void closeNow() {
        open.reversed().forEach(one -> {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        open.clear();
    }

    private void publish(String aggregate, int from, int count) {
        for (int i = from; i < from + count; i++) {
            int number = i;
            database.transaction(acme, tx -> {
                outbox.publish(tx, Event.of(type, aggregate, 1, new Count(number)));
                return 0;
            });
        }
    }

    private static ServerConfig config(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(
                Map.of("REDIS__PORT", Integer.toString(server.port()), "EVENT__LOOK", "500ms", "EVENT__LEASE", "3s"));
        all.putAll(variables);
        return TestPlatform.config(name, all);
    }
}
