package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static ServerPrograms programs;

    @BeforeAll
    static void start() throws IOException {
        programs = new ServerPrograms();
    }

    @AfterAll
    static void stop() {
        programs.close();
    }

    @Test
    void processThatIsToldToStopEndsWhatIsUnderWay() throws Exception {
        try (RealProcess server = programs.run("run-all-in-one")) {
            URI url = ServerPrograms.url(server);
            Tokens tokens = ServerPrograms.logIn(url);
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
        try (RealProcess auth = programs.run("run-auth-http");
                RealProcess platform = programs.run("run-platform-http");
                RealProcess cron = programs.run("run-cron-manager");
                RealProcess consumer = programs.run("run-event-consumer")) {
            Tokens tokens = ServerPrograms.logIn(ServerPrograms.url(auth));
            assertThat(status(ServerPrograms.url(platform), "/api/v1/nodes", tokens))
                    .isEqualTo(200);
            assertThat(status(ServerPrograms.url(auth), "/api/v1/nodes", tokens))
                    .isEqualTo(404);
            assertThat(status(ServerPrograms.url(cron), "/api/v1/nodes", tokens))
                    .isEqualTo(404);
            assertThat(status(ServerPrograms.url(cron), "/health/ready", tokens))
                    .isEqualTo(200);
            assertThat(status(ServerPrograms.url(consumer), "/health/ready", tokens))
                    .isEqualTo(200);
        }
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
