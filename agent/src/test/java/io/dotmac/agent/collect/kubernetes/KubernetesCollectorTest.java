package io.dotmac.agent.collect.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.replication.Frozen;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.Report;
import io.dotmac.testing.LiveServers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// On a real API server: what the collector says of a thing beside what its kubelet would have written.
class KubernetesCollectorTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Map<String, String> TRUTH = new TreeMap<>();

    private static @Nullable KubernetesServer server;

    private final Map<String, WorkloadState> workloads = new ConcurrentHashMap<>();
    private final Map<String, DependencyState> dependencies = new ConcurrentHashMap<>();
    private @Nullable Agent agent;

    @BeforeAll
    static void startServer() throws IOException {
        Optional<Path> binary = LiveServers.find("kube");
        Assumptions.assumeTrue(binary.isPresent(), "no Kubernetes API server here: run packaging/bin/live-server kube");
        server = KubernetesServer.start(binary.orElseThrow());
    }

    @AfterAll
    static void stopServer(TestReporter reporter) throws IOException, InterruptedException {
        if (server != null) {
            server.close();
        }
        StringBuilder lines = new StringBuilder("truth | reported\n");
        TRUTH.forEach(
                (truth, told) -> lines.append(truth).append(" | ").append(told).append('\n'));
        reporter.publishEntry("truth", lines.toString());
    }

    @AfterEach
    void stopAgent() {
        if (agent != null) {
            agent.close();
        }
    }

    private static KubernetesServer server() {
        KubernetesServer running = server;
        if (running == null) {
            throw new IllegalStateException("no server");
        }
        return running;
    }

    private void watch(Path kubeconfig) {
        agent = Agent.probing(AgentConfig.parse("""
                node: {name: test-1}
                health-interval: 1s
                interval: 1s
                kubernetes: {kubeconfig: %s, cluster: test}
                """.formatted(kubeconfig), Map.of()), this::take);
        agent.start();
    }

    private void take(Report report) {
        report.dependencies().forEach(state -> dependencies.put(state.name(), state));
        report.inventory().ifPresent(inventory -> {
            var part = inventory.workloads();
            if (part.complete()) {
                workloads.clear();
            }
            part.states().forEach(state -> workloads.put(state.id(), state));
            part.gone().forEach(workloads::remove);
        });
    }

    private WorkloadState told(String truth, String id, String state, String cause) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(workloads.get(id))
                        .isNotNull()
                        .satisfies(one -> assertThat(one.state()).isEqualTo(state))
                        .satisfies(one -> assertThat(one.cause()).contains(cause)));
        WorkloadState told = workloads.get(id);
        if (told == null) {
            throw new IllegalStateException(id);
        }
        TRUTH.put(truth, told.severity() + " " + told.state() + ": " + told.cause());
        return told;
    }

    private Health cluster() {
        DependencyState state = dependencies.get("kubernetes");
        return state == null ? Health.UNKNOWN : state.health();
    }

    private static String pod(String name) throws IOException {
        server().create(PODS, """
                {"metadata":{"name":"%s"},"spec":{"containers":[{"name":"app","image":"app:1",
                 "resources":{"limits":{"memory":"64Mi"}}}]}}
                """.formatted(name));
        return PODS + "/" + name;
    }

    private static String container(String state, String last, int restarts) {
        return """
                {"phase":"Running","containerStatuses":[{"name":"app","image":"app:1","imageID":"","ready":false,
                 "restartCount":%d,"state":%s,"lastState":%s}]}
                """.formatted(restarts, state, last);
    }

    @Test
    void podsTellWhyTheyAreNotWell() throws IOException {
        watch(server().adminConfig());
        String now =
                Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        String oom = "{\"terminated\":{\"exitCode\":137,\"reason\":\"OOMKilled\",\"finishedAt\":\"" + now + "\"}}";

        server().status(pod("crash"), container("{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}", oom, 4));
        server().status(
                        pod("pull"),
                        container(
                                "{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"no such tag\"}}",
                                "{}",
                                0));
        server().status(pod("evicted"), "{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"disk is low\"}");
        server().status(pod("again"), container("{\"running\":{}}", oom, 1));

        WorkloadState crash = told(
                "CrashLoopBackOff after OOMKilled",
                "test/pod/default/crash",
                "CrashLoopBackOff",
                "OOM at 64 MiB limit");
        told("ImagePullBackOff", "test/pod/default/pull", "ImagePullBackOff", "no such tag");
        told("Evicted", "test/pod/default/evicted", "Evicted", "disk is low");
        told("OOMKilled, runs again", "test/pod/default/again", "Running", "restarted after OOM at 64 MiB limit");
        assertThat(crash.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(crash.restarts()).isEqualTo(4);

        server().delete(PODS + "/pull");
        await().atMost(SOON).until(() -> !workloads.containsKey("test/pod/default/pull"));
    }

    @Test
    void whatMayNotBeListedIsUnknownAndTheRestGoesOn() throws IOException {
        server().create("/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"metadata":{"name":"pods-only"},"rules":[{"apiGroups":[""],"resources":["pods"],
                 "verbs":["get","list","watch"]}]}
                """);
        server().create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"metadata":{"name":"pods-only"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",
                 "name":"pods-only"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"poor"}]}
                """);
        String path = pod("seen");

        watch(server().kubeconfig("poor-token"));

        WorkloadState forbidden = told(
                "may not list deployments",
                "test/deployment//all of kind deployment",
                "Forbidden",
                "this log-in may not list them");
        assertThat(forbidden.reason()).contains(UnknownReason.PERMISSION);
        assertThat(forbidden.health()).isEqualTo(Health.UNKNOWN);
        told("may list pods", "test/pod/default/seen", "Pending", "");
        await().atMost(SOON).until(() -> cluster() == Health.DEGRADED);
        server().delete(path);
    }

    @Test
    void kindThatMayBeListedButNotWatchedIsUnknownByName() throws IOException {
        server().create("/apis/rbac.authorization.k8s.io/v1/clusterroles", """
                {"metadata":{"name":"list-only"},"rules":[{"apiGroups":["","apps"],"resources":["*"],
                 "verbs":["get","list"]},{"apiGroups":["apps",""],
                 "resources":["deployments","statefulsets","daemonsets","nodes","persistentvolumeclaims","events"],
                 "verbs":["watch"]}]}
                """);
        server().create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", """
                {"metadata":{"name":"list-only"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole",
                 "name":"list-only"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"lister"}]}
                """);

        watch(server().kubeconfig("lister-token"));

        WorkloadState unseen =
                told("may not watch pods", "test/pod//all of kind pod", "Forbidden", "this log-in may not watch them");
        assertThat(unseen.health()).isEqualTo(Health.UNKNOWN);
        assertThat(unseen.reason()).contains(UnknownReason.PERMISSION);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(dependencies.get("kubernetes"))
                        .isNotNull()
                        .satisfies(cluster -> assertThat(cluster.health()).isEqualTo(Health.DEGRADED))
                        .satisfies(cluster -> assertThat(cluster.error()).contains(ErrorClass.PERMISSION))
                        .satisfies(cluster -> assertThat(cluster.summary()).endsWith("may not watch pod")));
    }

    @Test
    void clusterWithoutItsStoreIsNotGreen() throws IOException {
        watch(server().adminConfig());
        await().atMost(SOON).until(() -> cluster() == Health.UP);

        try (Frozen _ = server().freezeStore()) {
            await().atMost(SOON).until(() -> cluster() == Health.DEGRADED || cluster() == Health.DOWN);
        }

        await().atMost(SOON.multipliedBy(2)).until(() -> cluster() == Health.UP);
    }

    @Test
    void serverThatIsGoneMakesItsThingsUnknownUntilItIsBack() throws IOException, InterruptedException {
        String path = pod("steady");
        server().status(path, container("{\"running\":{}}", "{}", 0));
        watch(server().adminConfig());
        told("runs, not ready", "test/pod/default/steady", "NotReady", "1 of 1 not ready");

        server().crash();
        WorkloadState lost =
                told("API server killed", "test/pod/default/steady", "Unknown", "its cluster does not answer");
        assertThat(lost.health()).isEqualTo(Health.UNKNOWN);
        assertThat(cluster()).isEqualTo(Health.DOWN);
        assertThat(dependencies.get("kubernetes"))
                .isNotNull()
                .satisfies(cluster -> assertThat(cluster.error()).contains(ErrorClass.REFUSED));

        server().up();
        told("API server is back", "test/pod/default/steady", "NotReady", "1 of 1 not ready");
        String later = pod("later");
        told("made after it came back", "test/pod/default/later", "Pending", "");
        server().delete(path);
        server().delete(later);
    }
}
