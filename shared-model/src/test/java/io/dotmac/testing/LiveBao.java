package io.dotmac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A real OpenBao on loopback that keeps its data in a folder, so that it can be stopped and started again.
public final class LiveBao implements AutoCloseable {
    private final Path binary;
    private final Path folder;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;
    private String unsealKey = "";
    private String rootToken = "";

    private LiveBao(Path binary, Path folder, int port) {
        this.binary = binary;
        this.folder = folder;
        this.port = port;
    }

    /// Starts one with its data in `folder`, initialised and unsealed; the test is skipped where it was not built.
    public static LiveBao start(Path folder) {
        Optional<Path> binary = LiveServers.find("openbao");
        assumeTrue(binary.isPresent(), "OpenBao is not built here (packaging/bin/live-server openbao)");
        LiveBao bao = new LiveBao(binary.orElseThrow(), folder, LocalRedis.freePort());
        bao.configure();
        bao.run();
        JsonNode made = bao.call("PUT", "sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
        bao.unsealKey = made.path("keys").path(0).asText();
        bao.rootToken = made.path("root_token").asText();
        bao.unseal();
        return bao;
    }

    /// Its address.
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /// May everything.
    public String rootToken() {
        return rootToken;
    }

    /// Calls the API as root; answers the body, whatever the status. The body is empty where there is none.
    public JsonNode call(String method, String path, Map<String, ?> body) {
        return call(rootToken, method, path, body);
    }

    /// Calls the API by `token`.
    public JsonNode call(String token, String method, String path, Map<String, ?> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + "/v1/" + path))
                .method(
                        method,
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(Json.bytes(body)));
        if (!token.isEmpty()) {
            request.header("X-Vault-Token", token);
        }
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            return answer.body().length == 0
                    ? Json.mapper().createObjectNode()
                    : Json.read(answer.body(), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Writes and asserts that it was taken.
    public void write(String path, Map<String, ?> body) {
        JsonNode answer = call("POST", path, body);
        assertThat(answer.path("errors").toString()).as(path).isIn("", "[]");
    }

    /// Mounts an engine.
    public void mount(String path, String type, Map<String, ?> options) {
        write("sys/mounts/" + path, Map.of("type", type, "options", options));
    }

    /// Seals it: health 503.
    public void seal() {
        write("sys/seal", Map.of("now", true));
    }

    /// Unseals it.
    public void unseal() {
        call("PUT", "sys/unseal", Map.of("key", unsealKey));
        await().until(() -> health() == 200);
    }

    /// Kills it.
    public void stop() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /// Starts it again on its port and unseals it.
    public void startAgain() {
        run();
        unseal();
    }

    @Override
    public void close() {
        stop();
    }

    private void configure() {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("bao.hcl"), """
                    storage "file" { path = "%s" }
                    listener "tcp" {
                      address     = "127.0.0.1:%d"
                      tls_disable = true
                    }
                    disable_mlock = true
                    api_addr      = "http://127.0.0.1:%d"
                    """.formatted(folder.resolve("data"), port, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        File log = folder.resolve("bao.log").toFile();
        try {
            Process started = new ProcessBuilder(
                            List.of(binary.toString(), "server", "-config=" + folder.resolve("bao.hcl")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            process = started;
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(started::destroyForcibly));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> health() != 0);
    }

    private int health() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/v1/sys/health")).build();
        try {
            return http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
