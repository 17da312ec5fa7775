package io.dotmac.agent.collect.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.KubernetesConfig;
import io.dotmac.model.report.Report;
import io.dotmac.testing.LiveServers;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a real API server does to a watch that lasts: it ends it, forgets where it was, and marks how far it is.
class KubernetesWatchTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final int GONE = 410;

    private static @Nullable KubernetesServer server;

    @BeforeAll
    static void startServer() throws IOException {
        Optional<Path> binary = LiveServers.find("kube");
        Assumptions.assumeTrue(binary.isPresent(), "no Kubernetes API server here: run packaging/bin/live-server kube");
        server = KubernetesServer.start(binary.orElseThrow());
    }

    @AfterAll
    static void stopServer() throws IOException, InterruptedException {
        if (server != null) {
            server.close();
        }
    }

    private static KubernetesServer server() {
        KubernetesServer running = server;
        if (running == null) {
            throw new IllegalStateException("no server");
        }
        return running;
    }

    private static void pod(String name) throws IOException {
        server().create(
                        PODS,
                        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"app\",\"image\":\"app:1\"}]}}"
                                .formatted(name));
    }

    private static PatientLister<V1Pod, V1PodList> lister() throws IOException {
        ApiClient client = ClusterClient.of(new KubernetesConfig(server().adminConfig(), "test"), Duration.ZERO);
        return new PatientLister<>(
                client,
                new PatientLister.Source<>("/api/v1/pods", V1Pod.class, V1PodList.class, Optional.empty()),
                new PatientLister.Listener() {
                    @Override
                    public void watching() {
                        // Nobody waits for it.
                    }

                    @Override
                    public void failed(Blind why, int inARow) {
                        // The API server is away for a while.
                    }
                });
    }

    @Test
    void historyThatIsGoneIsListedAnewAndWhatWentMeanwhileIsGone() throws Exception {
        pod("stays");
        pod("stolen");
        Map<String, String> states = new ConcurrentHashMap<>();
        AgentConfig config = AgentConfig.parse("""
                node: {name: test-1}
                health-interval: 1s
                interval: 1s
                kubernetes: {kubeconfig: %s, cluster: test}
                """.formatted(server().adminConfig()), Map.of());
        try (Agent agent = Agent.probing(config, report -> take(report, states))) {
            agent.start();
            await().atMost(SOON)
                    .until(() ->
                            states.getOrDefault("test/pod/default/stolen", "").equals("Pending"));
            String old = version(lister().list(new CallGeneratorParams(false, null, null)));

            server().stop();
            server().steal("/registry/pods/default/stolen");
            server().compact();
            server().up("--watch-cache=false");

            assertThat(firstError(old)).isEqualTo(GONE);
            await().atMost(SOON).until(() -> !states.containsKey("test/pod/default/stolen"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(states).containsEntry("test/pod/default/stays", "Pending"));
            pod("later");
            await().atMost(SOON).until(() -> states.containsKey("test/pod/default/later"));
        } finally {
            server().crash();
            server().up();
        }
    }

    private static String version(V1PodList list) {
        return String.valueOf(Objects.requireNonNull(list.getMetadata()).getResourceVersion());
    }

    private static String name(V1Pod pod) {
        return String.valueOf(Objects.requireNonNull(pod.getMetadata()).getName());
    }

    private static void take(Report report, Map<String, String> states) {
        report.inventory().ifPresent(inventory -> {
            if (inventory.workloads().complete()) {
                states.clear();
            }
            inventory.workloads().states().forEach(state -> states.put(state.id(), state.state()));
            inventory.workloads().gone().forEach(states::remove);
        });
    }

    /// The code of the error that a watch from `version` begins with, by an event or by the answer itself.
    private static int firstError(String version) throws IOException {
        try (Watchable<V1Pod> watch = lister().watch(new CallGeneratorParams(true, version, 5))) {
            if (!watch.hasNext()) {
                return 0;
            }
            Watch.Response<V1Pod> first = watch.next();
            return first.status == null || first.status.getCode() == null ? 0 : first.status.getCode();
        } catch (ApiException e) {
            return e.getCode();
        }
    }

    /// One event of a watch.
    private record Told(String type, String name, String version) {}

    @Test
    void watchThatEndsByItsTimeIsTakenUpWhereItsBookmarkWas() throws Exception {
        pod("first");
        String listed = version(lister().list(new CallGeneratorParams(false, null, null)));
        // Of another kind: only a bookmark moves the watch of pods on.
        server().create("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"moves\"}}");
        List<Told> bookmarks = new ArrayList<>();
        await().atMost(SOON).until(() -> {
            watched(listed).stream()
                    .filter(told -> told.type().equals("BOOKMARK") && newer(told.version(), listed))
                    .forEach(bookmarks::add);
            return !bookmarks.isEmpty();
        });

        pod("second");

        assertThat(watched(bookmarks.getFirst().version()))
                .filteredOn(told -> !told.type().equals("BOOKMARK"))
                .extracting(Told::type, Told::name)
                .containsExactly(tuple("ADDED", "second"));
    }

    private static boolean newer(String version, String than) {
        return Long.parseLong(version) > Long.parseLong(than);
    }

    /// All that a watch of four seconds tells.
    private static List<Told> watched(String version) throws IOException, ApiException {
        List<Told> told = new ArrayList<>();
        try (Watchable<V1Pod> watch = lister().watch(new CallGeneratorParams(true, version, 4))) {
            while (watch.hasNext()) {
                Watch.Response<V1Pod> next = watch.next();
                V1Pod pod = Objects.requireNonNull(next.object);
                String at =
                        String.valueOf(Objects.requireNonNull(pod.getMetadata()).getResourceVersion());
                told.add(new Told(next.type, name(pod), at));
            }
        }
        return told;
    }
}
