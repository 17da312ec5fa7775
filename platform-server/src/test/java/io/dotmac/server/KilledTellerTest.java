package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.NotificationRoute;
import io.dotmac.model.notification.Routing;
import io.dotmac.model.notification.Target;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/// A server that is killed in a storm, while it sends.
class KilledTellerTest {
    private static final int ALERTS = 30;
    private static final int BEFORE_KILL = 8;

    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch killed = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @Test
    void everyMessageArrivesAndOnlyTheOneInDoubtASecondTimeAsTheSame() throws Exception {
        String database = TestPlatform.copy();
        HttpServer hook = hook();
        try (LocalRedis redis = LocalRedis.start(0)) {
            Map<String, String> variables = Map.of(
                    "REDIS__PORT", Integer.toString(redis.port()),
                    "NOTIFICATION__REACH", "all",
                    "NOTIFICATION__TIMEOUT", "20s");
            try (RealProcess server = RealProcess.start(Main.class, all(database, variables), "run-all-in-one")) {
                String url = ServerPrograms.url(server).toString();
                tell(
                        client(url, TestPlatform.ROOT),
                        database,
                        "http://127.0.0.1:" + hook.getAddress().getPort() + "/");
                storm(client(url, TestPlatform.OPERATOR));
                await().atMost(Duration.ofSeconds(60)).until(() -> keys.size() == BEFORE_KILL);
            }
            killed.countDown();
            assertThat(TestPlatform.valueIn(
                            database, "select count(*) from notification.deliveries where state = 'sending'"))
                    .isNotEqualTo("0");
            // As if the time had passed after which a server that says nothing is given up.
            TestPlatform.valueIn(
                    database,
                    "with late as (update notification.deliveries set due_at = now()"
                            + " where state in ('sending', 'queued') returning 1) select count(*) from late");
            try (TestPlatform second = TestPlatform.start(database, variables)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> second.value("select count(*) from notification.deliveries where state = 'sent'")
                                .equals(Integer.toString(ALERTS)));
            }
        } finally {
            killed.countDown();
            hook.stop(0);
            executor.shutdownNow();
        }

        assertThat(new HashSet<>(keys)).hasSize(ALERTS);
        assertThat(keys).hasSize(ALERTS + 1);
        assertThat(keys.stream().filter(keys.get(BEFORE_KILL - 1)::equals)).hasSize(2);
    }

    /// Says nothing any more once so many messages have come, until the server is gone.
    private HttpServer hook() throws IOException {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(executor);
        hook.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            if (keys.size() == BEFORE_KILL) {
                try {
                    killed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
        return hook;
    }

    private static void tell(ApiClient root, String database, String url) throws IOException {
        String acme = "?tenant=" + TestPlatform.valueIn(database, "select id from public.tenants where slug = 'acme'");
        NewReceiver wanted = new NewReceiver(
                "hook",
                new Target.Webhook(url),
                Optional.empty(),
                Optional.empty(),
                Optional.of(600),
                Optional.empty(),
                Optional.empty());
        MadeReceiver made = root.post("/api/v1/notification-receivers" + acme, wanted, MadeReceiver.class);
        NotificationRoute route = new NotificationRoute(
                "all",
                List.of(),
                List.of(),
                List.of(made.receiver().id()),
                Optional.empty(),
                Optional.of(List.of("instance")),
                Optional.of(3L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        root.send("PUT", "/api/v1/notification-routes" + acme, new Routing(List.of(route)));
    }

    private static void storm(ApiClient operator) throws IOException {
        operator.send(
                "POST",
                "/api/v2/alerts",
                IntStream.range(0, ALERTS)
                        .mapToObj(i -> Map.of("labels", Map.of("alertname", "storm", "instance", "n" + i)))
                        .toList());
    }

    private static ApiClient client(String url, String who) throws IOException {
        HttpUrl address = HttpUrl.get(url);
        String token = new ApiClient(TestPlatform.http(), address, Optional::empty)
                .post("/api/v1/auth/login", new LogIn(who, TestPlatform.PASSWORD), Tokens.class)
                .accessToken();
        return new ApiClient(TestPlatform.http(), address, () -> Optional.of(token));
    }

    private static Map<String, String> all(String database, Map<String, String> variables) {
        Path target = Path.of("target").toAbsolutePath();
        Map<String, String> all = new HashMap<>(variables);
        all.put("APP_ENV", "test");
        all.put("HTTP_SERVER__HOST", "127.0.0.1");
        all.put("HTTP_SERVER__PORT", "0");
        all.put("DATABASE__HOST", "127.0.0.1");
        all.put("DATABASE__PORT", Integer.toString(LocalPostgres.shared().port()));
        all.put("DATABASE__NAME", database);
        all.put("DATABASE__SSL_MODE", "disable");
        all.put("AUTH__SIGNING_KEY_FILE", target.resolve("test-signing-key.pem").toString());
        all.put("ENCRYPTION__LOCAL_KEY_FILE", target.resolve("test-master-key").toString());
        all.put("AUDIT__CHECKPOINT_FOLDER", target.resolve("audit").toString());
        all.put("AUDIT__KEY_FILE", target.resolve("audit").resolve("key.pem").toString());
        return all;
    }
}
