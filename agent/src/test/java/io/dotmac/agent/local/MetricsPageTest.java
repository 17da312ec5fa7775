package io.dotmac.agent.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Agent;
import io.dotmac.agent.Servers;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.testing.LocalPostgres;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsPageTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void pageTellsTargetsAndMachineAndPrometheusHasNothingToSayAgainstIt() throws Exception {
        try (LocalRedis redis = LocalRedis.start(0);
                Agent agent =
                        start("""
                        - {name: sessions, kind: redis, host: 127.0.0.1, port: %d}
                        - {name: orders, kind: postgresql, host: 127.0.0.1, username: postgres, port: %d}
                        - {name: gone, kind: tcp, host: 127.0.0.1, port: %d}
                        """.formatted(redis.port(), LocalPostgres.shared().port(), LocalRedis.freePort()))) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(page(agent))
                            .contains(
                                    "redis_up{target=\"sessions\",} 1.0",
                                    "pg_stat_activity_connections{",
                                    "node_cpu_busy_ratio")
                            .contains("pg_up{target=\"orders\",} 1.0")
                            .contains("probe_success{target=\"gone\",kind=\"tcp\",} 0.0")
                            .contains("dotmac_target_health{target=\"gone\",kind=\"tcp\",health=\"down\",} 1.0")
                            .contains("# TYPE redis_commands_processed_total counter")
                            .containsPattern("node_filesystem_avail_bytes\\{mountpoint=\"[^\"]+\",} [0-9]")
                            .containsPattern("(?m)^process_resident_memory_bytes [0-9]"));

            String page = page(agent);

            assertThat(page).doesNotContain("part=", "As it was measured");
            promtool(page);
        }
    }

    @Test
    void onlyThisMachineAsksAndOnlyForThePage() throws Exception {
        try (Agent agent = start("")) {
            int port = agent.metricsAddress().orElseThrow().getPort();

            assertThat(agent.metricsAddress().orElseThrow().getAddress().isLoopbackAddress())
                    .isTrue();
            assertThat(status(port, "/metrics", "GET")).isEqualTo(200);
            assertThat(status(port, "/", "GET")).isEqualTo(404);
            assertThat(status(port, "/metrics", "POST")).isEqualTo(405);
            assertThat(underName(port, "evil.example")).startsWith("HTTP/1.1 403");
            assertThat(underName(port, "localhost:" + port)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void nothingListensUnlessAsked() {
        AgentConfig config = AgentConfig.parse("node: {name: n}\n", Map.of());
        try (Agent agent = Agent.local(config)) {
            agent.start();

            assertThat(agent.metricsAddress()).isEmpty();
        }
    }

    /// What the agent measures anywhere has a name, a type and a sentence on the page.
    @Test
    void everyMeasuredValueIsListed() throws IOException {
        Pattern name = Pattern.compile(
                "(?:new Sample|Sample\\.of|sample|add)\\(\\s*(?:samples,\\s*)?\"([A-Za-z0-9_]+)\"\\s*,",
                Pattern.MULTILINE);
        Set<String> measured = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/dotmac/agent"))) {
            for (Path source : sources.filter(path -> path.toString().endsWith(".java")
                            && !path.toString().contains("/local/"))
                    .toList()) {
                Matcher matcher = name.matcher(Files.readString(source));
                while (matcher.find()) {
                    measured.add(matcher.group(1));
                }
            }
        }

        assertThat(measured).hasSizeGreaterThan(50);
        assertThat(measured).isSubsetOf(Family.all().keySet());
    }

    private Agent start(String targets) {
        Agent agent = Agent.local(AgentConfig.parse(
                "node: {name: n}\nstate-dir: \"" + folder + "\"\ninterval: 1s\nhealth-interval: 1s\n"
                        + "metrics: {port: 0}\ntargets:\n" + targets,
                Map.of()));
        agent.start();
        return agent;
    }

    private String page(Agent agent) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + agent.metricsAddress().orElseThrow().getPort() + "/metrics"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private int status(int port, String path, String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String underName(int port, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void promtool(String page) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("page"), page);
        Process checker = new ProcessBuilder(Servers.program("promtool"), "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(checker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(checker.waitFor()).as(said).isZero();
    }
}
