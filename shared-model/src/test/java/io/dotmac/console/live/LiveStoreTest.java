package io.dotmac.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Session;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStoreTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final AtomicInteger directStarts = new AtomicInteger();
    private final AtomicInteger directStops = new AtomicInteger();
    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final OkHttpClient http = ApiClient.newHttp();

    @TempDir
    Path folder;

    private FakeServer server;
    private Session session;
    private LiveStore store;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.rows.put(Topic.NODES, List.of(Samples.node(Samples.DB_1, "lag-db-1", now())));
        server.rows.put(Topic.DEPENDENCIES, List.of(Samples.redis(Samples.DB_1, "lag-db-1", Health.UP, now())));
        server.rows.put(Topic.REPLICATION, List.of(Samples.link(Samples.DB_1, "standby-1", 0.4, Severity.OK, now())));
        Profile profile = new Profile("test", server.url(), "", false, Optional.empty());
        session = new Session(profile, new TokenStore(folder), http, tasks);
        store = new LiveStore(session.client(), tasks, sink -> {
            directStarts.incrementAndGet();
            sink.accept(
                    Samples.report(true, now(), Samples.redisState("sessions", Health.DOWN, Severity.CRITICAL, now())));
            return directStops::incrementAndGet;
        });
        assertThat(session.logIn("ops@example.net", "right")).isInstanceOf(LogInResult.LoggedIn.class);
    }

    @AfterEach
    void stop() {
        store.close();
        session.close();
        server.close();
        tasks.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    @Test
    void snapshotThenDeltasMakeTheRows() {
        goLive();

        server.change(Samples.redis(Samples.DB_1, "lag-db-1", Health.DOWN, now()));

        await().atMost(SOON).untilAsserted(() -> assertThat(redis().severity()).isEqualTo(Severity.CRITICAL));
        assertThat(server.subscriptions).hasValue(1);
    }

    @Test
    void gapAsksForFreshSnapshot() {
        goLive();
        LiveRow.Dependency down = Samples.redis(Samples.DB_1, "lag-db-1", Health.DOWN, now());
        server.rows.put(Topic.DEPENDENCIES, List.of(down));

        server.changeAfterGap(Samples.redis(Samples.DB_1, "lag-db-1", Health.UP, now()));

        await().atMost(SOON).untilAsserted(() -> assertThat(redis().severity()).isEqualTo(Severity.CRITICAL));
        assertThat(server.subscriptions).hasValue(2);
    }

    @Test
    void rowsStayWhenServerGoesAndProbesFillIn() {
        goLive();

        server.stop();

        await().atMost(SOON).until(() -> store.connection().get() instanceof ConnectionState.Stale);
        assertThat(store.rows().get().replication()).isNotEmpty();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(store.connection().get().direct()).isTrue();
            assertThat(redis().direct()).isTrue();
            assertThat(redis().severity()).isEqualTo(Severity.CRITICAL);
        });
        assertThat(store.connection().get().text(now()))
                .startsWith("STALE since")
                .endsWith("DIRECT");
        assertThat(store.rows().get().dependencies()).hasSize(1);

        server.comeBack();

        await().atMost(SOON).until(() -> store.connection().get().live());
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(redis().direct()).isFalse();
            assertThat(redis().severity()).isEqualTo(Severity.OK);
            assertThat(directStops).hasValue(1);
        });
        assertThat(directStarts).hasValue(1);
    }

    @Test
    void silentServerIsNoticed() {
        goLive();

        server.mute();

        await().atMost(SOON).until(() -> store.connection().get() instanceof ConnectionState.Stale);
        assertThat(store.connection().get().why()).contains("fell silent");
    }

    @Test
    void oldRowIsStaleAndNeverOk() {
        goLive();
        Snapshot snapshot = store.rows().get();

        Seen<LiveRow.Replication> later =
                snapshot.replication(now().plusSeconds(31)).getFirst();

        assertThat(snapshot.replication(now()).getFirst().severity()).isEqualTo(Severity.OK);
        assertThat(later.stale()).isTrue();
        assertThat(later.severity()).isEqualTo(Severity.STALE);
    }

    @Test
    void nodeThatIsHeardKeepsItsRowsFresh() {
        goLive();
        Instant later = now().plusSeconds(31);

        Snapshot before = store.rows().get();
        Snapshot heard = new Snapshot(
                before.nodes(),
                before.dependencies(),
                before.replication(),
                before.containers(),
                before.workloads(),
                before.alerts(),
                before.version(),
                before.direct(),
                java.util.Map.of(Snapshot.id(Topic.NODES, Samples.DB_1.toString()), later),
                before.awaySince(),
                Duration.ZERO);

        assertThat(heard.dependencies(later).getFirst().stale()).isFalse();
    }

    @Test
    void lagIsKeptWithHolesWhereItIsNotKnown() {
        goLive();

        server.change(Samples.link(Samples.DB_1, "standby-1", null, Severity.STALE, now()));

        String key = Samples.DB_1 + "/standby-1";
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(store.lag(key).last()).isNaN());
        assertThat(store.lag(key).value(0)).isEqualTo(0.4);
    }

    @Test
    void expiredTokenIsRenewedWithoutAWord() {
        server.expireAccess();

        goLive();

        assertThat(server.refreshes).hasValue(1);
    }

    @Test
    void endedSessionAsksForALogIn() {
        server.expireAccess();
        session.logOut();

        store.start();

        await().atMost(SOON).until(() -> store.refused().get());
        assertThat(store.connection().get()).isInstanceOf(ConnectionState.Offline.class);
        assertThat(store.connection().get().direct()).isFalse();
    }

    private void goLive() {
        store.start();
        await().atMost(SOON).until(() -> store.connection().get().live());
        await().atMost(SOON).until(() -> store.rows().get().replication().size() == 1);
    }

    private Seen<LiveRow.Dependency> redis() {
        return store.rows().get().dependencies(now()).getFirst();
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }
}
