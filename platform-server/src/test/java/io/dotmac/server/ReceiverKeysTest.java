package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.server.TestCaller.Reply;
import io.dotmac.server.platform.secret.FieldKeyRotation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Addresses and secrets of receivers are encrypted, and outlive the key that they were encrypted with.
class ReceiverKeysTest {
    @Test
    void receiverIsStillToldWhenItsKeyIsDestroyed() throws IOException {
        AtomicInteger told = new AtomicInteger();
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            told.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        hook.start();
        try (TestPlatform platform = TestPlatform.start(TestPlatform.copy(), Map.of("NOTIFICATION__REACH", "all"));
                Workbench bench = new Workbench(TestPlatform.config(platform.database(), Map.of()))) {
            TestCaller root = new TestCaller(platform, TestPlatform.ROOT);
            String acme = "?tenant=" + platform.value("select id from public.tenants where slug = 'acme'");
            String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/very/secret";
            Reply made = root.post(
                    "/api/v1/notification-receivers" + acme,
                    "{\"name\":\"hook\",\"target\":{\"type\":\"webhook\",\"url\":\"" + url + "\"}}");
            assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
            String test = "/api/v1/notification-receivers/"
                    + made.body().at("/data/id").asText() + "/test" + acme;
            assertThat(root.post(test, "{}").status()).isEqualTo(200);
            assertThat(platform.value("select count(*) from notification.receivers r where r::text like '%secret%'"))
                    .isEqualTo("0");

            FieldKeyRotation rotation = bench.rotation();
            int key = rotation.rotate();
            rotation.encryptAnew(() -> false);
            assertThat(rotation.progress().left()).isZero();
            platform.value("update public.field_keys set created_at = now() - interval '11 minutes' returning 1");
            assertThat(rotation.retire()).isNotEmpty().doesNotContain(key);

            assertThat(root.post(test, "{}").status()).isEqualTo(200);
            assertThat(told).hasValue(2);
        } finally {
            hook.stop(0);
        }
    }
}
