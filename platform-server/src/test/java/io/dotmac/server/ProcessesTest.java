package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The program as operators run it.
class ProcessesTest {
    private static LocalRedis redis;
    private static String database;

    @BeforeAll
    static void start() throws IOException {
        redis = LocalRedis.start(0);
        database = LocalPostgres.shared().copyOf(TestPlatform.template());
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void processThatIsToldToStopEndsWhatIsUnderWay() throws Exception {
        try (RealProcess server = run("run-all-in-one")) {
            URI url = url(server);
            Tokens tokens = logIn(url);
            CompletableFuture<Integer> closed = live(url, tokens);
            try (Socket slow = new Socket(url.getHost(), url.getPort())) {
                String body =
                        "{\"email\":\"" + TestPlatform.OPERATOR + "\",\"password\":\"" + TestPlatform.PASSWORD + "\"}";
                OutputStream out = slow.getOutputStream();
                out.write(("POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body.substring(0, 10))
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                assertThat(status(url, "/api/v1/nodes", tokens)).isEqualTo(200);

                server.terminate();
                assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
                assertThat(readyWhileStopping(url)).isIn(503, -1);
                out.write(body.substring(10).getBytes(StandardCharsets.US_ASCII));
                out.flush();
                InputStream in = slow.getInputStream();
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200");
            }

            assertThat(server.exitCode()).isZero();
            List<String> order = server.lines().stream()
                    .filter(line -> line.contains("stopped part="))
                    .map(line -> line.replaceAll(".*stopped part=(.*) millis=.*", "$1"))
                    .toList();
            assertThat(order)
                    .containsSubsequence("live sessions", "fleet", "http", "events", "peers", "cache", "database");
            assertThat(order).contains("jobs");
        }
    }

    @Test
    void fourProcessesDoTogetherWhatOneDoes() throws Exception {
        try (RealProcess auth = run("run-auth-http");
                RealProcess platform = run("run-platform-http");
                RealProcess cron = run("run-cron-manager");
                RealProcess consumer = run("run-event-consumer")) {
            Tokens tokens = logIn(url(auth));
            assertThat(status(url(platform), "/api/v1/nodes", tokens)).isEqualTo(200);
            assertThat(status(url(auth), "/api/v1/nodes", tokens)).isEqualTo(404);
            assertThat(status(url(cron), "/api/v1/nodes", tokens)).isEqualTo(404);
            assertThat(status(url(cron), "/health/ready", tokens)).isEqualTo(200);
            assertThat(status(url(consumer), "/health/ready", tokens)).isEqualTo(200);
        }
    }

    private static RealProcess run(String command) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "APP_ENV", "test",
                "HTTP_SERVER__HOST", "127.0.0.1",
                "HTTP_SERVER__PORT", "0",
                "DATABASE__HOST", "127.0.0.1",
                "DATABASE__PORT", Integer.toString(LocalPostgres.shared().port()),
                "DATABASE__NAME", database,
                "DATABASE__SSL_MODE", "disable",
                "REDIS__PORT", Integer.toString(redis.port()),
                "AUTH__SIGNING_KEY_FILE",
                        Path.of("target", "test-signing-key.pem")
                                .toAbsolutePath()
                                .toString()));
        Path own = Path.of("target", "audit").toAbsolutePath();
        variables.put("AUDIT__CHECKPOINT_FOLDER", own.toString());
        variables.put("AUDIT__KEY_FILE", own.resolve("key.pem").toString());
        return RealProcess.start(Main.class, variables, command);
    }

    private static URI url(RealProcess server) {
        return URI.create(server.waitFor("ready url=").replaceAll(".*ready url=(\\S+).*", "$1"));
    }

    private static Tokens logIn(URI url) throws IOException {
        return new ApiClient(TestPlatform.http(), HttpUrl.get(url.toString()), Optional::empty)
                .post("/api/v1/auth/login", new LogIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD), Tokens.class);
    }

    private static int status(URI url, String path, Tokens tokens) throws IOException {
        Request request = new Request.Builder()
                .url(url + path)
                .header("Authorization", "Bearer " + tokens.accessToken())
                .build();
        try (Response response = TestPlatform.http().newCall(request).execute()) {
            return response.code();
        }
    }

    /// Status of readiness over a new connection, or -1 where none is taken.
    private static int readyWhileStopping(URI url) {
        try (Response response = TestPlatform.http()
                .newBuilder()
                .build()
                .newCall(new Request.Builder().url(url + "/health/ready").build())
                .execute()) {
            return response.code();
        } catch (IOException e) {
            return -1;
        }
    }

    /// Completes with the code with which the server closes a live channel.
    private static CompletableFuture<Integer> live(URI url, Tokens tokens) throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        CompletableFuture<String> open = new CompletableFuture<>();
        var _ = new ApiClient(TestPlatform.http(), HttpUrl.get(url.toString()), () -> Optional.of(tokens.accessToken()))
                .socket("/api/v1/live", new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocket from, String text) {
                        open.complete(text);
                    }

                    @Override
                    public void onClosing(WebSocket from, int code, String reason) {
                        closed.complete(code);
                        from.close(1000, "");
                    }
                });
        open.get(20, TimeUnit.SECONDS);
        return closed;
    }
}
