package io.dotmac.agent.collect.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.KubernetesConfig;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.report.Report;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.CallGeneratorParams;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is told of a cluster that answers as no real one can be made to.
class ClusterWatchTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EMPTY = "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}";

    @TempDir
    private Path folder;

    private final Map<String, Integer> statusByPath = new ConcurrentHashMap<>();
    private final Map<String, DependencyState> dependencies = new ConcurrentHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void clusterThatIsNotReadyIsNotGreen() throws IOException {
        statusByPath.put("/readyz", 500);

        watch(serve());

        DependencyState told = told(Health.DEGRADED);
        assertThat(told.error()).contains(ErrorClass.STARTING_UP);
        assertThat(told.summary()).isEqualTo("answers, but is not ready: etcd failed: reason withheld");
    }

    @Test
    void oldClusterIsAskedByTheOldPath() throws IOException {
        statusByPath.put("/readyz", 404);
        int port = serve();
        watch(port);
        assertThat(told(Health.UP).summary()).startsWith("kubernetes v1.2.3, 0 workloads");

        statusByPath.put("/healthz", 500);

        assertThat(told(Health.DEGRADED).error()).contains(ErrorClass.STARTING_UP);
    }

    @Test
    void logInThatIsRefusedIsUnknown() throws IOException {
        for (String path : List.of("/readyz", "/healthz", "/version/")) {
            statusByPath.put(path, 401);
        }

        watch(serve());

        DependencyState told = told(Health.UNKNOWN);
        assertThat(told.error()).contains(ErrorClass.AUTH);
        assertThat(told.reason()).contains(UnknownReason.PERMISSION);
    }

    @Test
    void whyItDoesNotAnswerIsToldApart() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            watch(silent.getLocalPort());
            assertThat(told(Health.DOWN).error()).contains(ErrorClass.TIMEOUT);
        }
        dependencies.clear();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(dependencies.get("kubernetes"))
                        .isNotNull()
                        .satisfies(told -> assertThat(told.error()).contains(ErrorClass.REFUSED)));
    }

    @Test
    void listThatSucceedsDoesNotHurryAWatchThatFails() throws IOException {
        AtomicInteger failures = new AtomicInteger();
        statusByPath.put("watch", 500);
        var client = ClusterClient.of(new KubernetesConfig(kubeconfig(serve()), "test"), Duration.ZERO);
        PatientLister<V1Pod, V1PodList> lister = new PatientLister<>(
                client,
                new PatientLister.Source<>("/api/v1/pods", V1Pod.class, V1PodList.class, Optional.empty()),
                new PatientLister.Listener() {
                    @Override
                    public void watching() {
                        failures.set(Integer.MIN_VALUE);
                    }

                    @Override
                    public void failed(Blind why, int inARow) {
                        assertThat(why).isEqualTo(new Blind("watch", ErrorClass.PROTOCOL, "status 500"));
                        failures.set(inARow);
                    }
                });
        long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();

        int rounds = 0;
        while (System.nanoTime() - until < 0 && rounds < 100) {
            rounds++;
            try {
                var _ = lister.list(new CallGeneratorParams(false, null, null));
                lister.watch(new CallGeneratorParams(true, "1", 5)).close();
            } catch (ApiException e) {
                assertThat(e.getCode()).isEqualTo(500);
            }
        }

        assertThat(rounds).isBetween(2, 30);
        assertThat(failures).hasValue(rounds);
        assertThat(lister.failures()).isEqualTo(rounds);
    }

    @Test
    void kindThatCannotBeListedIsNamed() throws IOException {
        statusByPath.put("/apis/apps/v1/deployments", 500);

        watch(serve());

        assertThat(told(Health.DEGRADED).summary()).endsWith("cannot list deployment");
        assertThat(told(Health.DEGRADED).error()).contains(ErrorClass.PROTOCOL);
    }

    private DependencyState told(Health health) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(dependencies.get("kubernetes"))
                        .isNotNull()
                        .satisfies(told -> assertThat(told.health()).isEqualTo(health)));
        return Optional.ofNullable(dependencies.get("kubernetes")).orElseThrow();
    }

    private void watch(int port) throws IOException {
        Agent agent = Agent.probing(AgentConfig.parse("""
                node: {name: test-1}
                health-interval: 1s
                interval: 1s
                kubernetes: {kubeconfig: %s, cluster: test}
                """.formatted(kubeconfig(port)), Map.of()), this::take);
        open.add(agent);
        agent.start();
    }

    private void take(Report report) {
        report.dependencies().forEach(state -> dependencies.put(state.name(), state));
    }

    private Path kubeconfig(int port) throws IOException {
        return Files.writeString(folder.resolve("kube-" + port + ".yaml"), """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: test, user: {token: some-token}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(port));
    }

    private int serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            boolean watching =
                    String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
            int status = statusByPath.getOrDefault(watching ? "watch" : path, 200);
            byte[] body = body(path, status).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", path.endsWith("z") ? "text/plain" : "application/json");
            exchange.sendResponseHeaders(status, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        open.add(() -> {
            server.stop(0);
            threads.shutdownNow();
        });
        return server.getAddress().getPort();
    }

    private static String body(String path, int status) {
        return switch (path) {
            case "/version/" ->
                "{\"gitVersion\":\"v1.2.3\",\"major\":\"1\",\"minor\":\"2\",\"buildDate\":\"\","
                        + "\"compiler\":\"\",\"gitCommit\":\"\",\"gitTreeState\":\"\",\"goVersion\":\"\",\"platform\":\"\"}";
            case "/readyz", "/healthz" ->
                status == 200 ? "ok" : "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n";
            default -> EMPTY;
        };
    }
}
