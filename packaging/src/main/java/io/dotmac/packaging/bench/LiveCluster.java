package io.dotmac.packaging.bench;

import io.dotmac.testing.LiveServers;
import io.dotmac.testing.LocalRedis;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A real Kubernetes API server over a real etcd, with pods in it that no machine runs. It is there for what an agent
/// that watches it takes.
final class LiveCluster implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final int PODS = 100;
    private static final String TOKEN = "bench-token";

    private final Path binary;
    private final Path folder;
    private final OwnCertificate own;
    private final HttpClient client;
    private final String url;
    private final List<Process> processes = new ArrayList<>();

    private LiveCluster(Path binary, Path folder, OwnCertificate own, int port) throws IOException {
        this.binary = binary;
        this.folder = folder;
        this.own = own;
        this.url = "https://127.0.0.1:" + port;
        this.client =
                HttpClient.newBuilder().sslContext(trusting(own.certificate())).build();
    }

    /// Starts one where `packaging/bin/live-server kube` has left its programs, and makes a hundred pods.
    static Optional<LiveCluster> start(Path folder) throws IOException, InterruptedException {
        Optional<Path> binary = LiveServers.find("kube");
        if (binary.isEmpty()) {
            return Optional.empty();
        }
        Files.createDirectories(folder);
        int port = LocalRedis.freePort();
        LiveCluster cluster = new LiveCluster(binary.get(), folder, OwnCertificate.in(folder), port);
        try {
            cluster.up(port);
            cluster.fill();
            return Optional.of(cluster);
        } catch (IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    /// Lines of an agent's configuration.
    String config() throws IOException {
        Path file = Files.writeString(folder.resolve("kubeconfig.yaml"), """
                apiVersion: v1
                kind: Config
                current-context: bench
                clusters: [{name: bench, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: bench, user: {token: %s}}]
                contexts: [{name: bench, context: {cluster: bench, user: bench}}]
                """.formatted(url, own.certificate(), TOKEN));
        return "kubernetes: {kubeconfig: \"" + file + "\", cluster: bench}\n";
    }

    private static SSLContext trusting(Path authority) throws IOException {
        try (var in = Files.newInputStream(authority)) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("own", certificate);
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void up(int port) throws IOException, InterruptedException {
        int etcd = LocalRedis.freePort();
        int peer = LocalRedis.freePort();
        run(List.of(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:" + etcd,
                "--advertise-client-urls=http://127.0.0.1:" + etcd,
                "--listen-peer-urls=http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
                "--initial-cluster=default=http://127.0.0.1:" + peer,
                "--unsafe-no-fsync=true"));
        Path tokens = Files.writeString(folder.resolve("tokens.csv"), TOKEN + ",admin,1,\"system:masters\"\n");
        run(List.of(
                "apiserver",
                "--etcd-servers=http://127.0.0.1:" + etcd,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--endpoint-reconciler-type=none",
                "--cert-dir=" + folder.resolve("certs"),
                "--tls-cert-file=" + own.certificate(),
                "--tls-private-key-file=" + own.privateKey(),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + own.certificate(),
                "--service-account-signing-key-file=" + own.privateKey(),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount"));
        long deadline = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("the Kubernetes API server is not ready; see " + folder);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(arguments);
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(arguments.getFirst() + ".log").toFile())
                .redirectInput(new File("/dev/null"))
                .start());
    }

    private boolean isReady() throws InterruptedException {
        try {
            return send("/readyz", HttpRequest.BodyPublishers.noBody(), "GET") == 200
                    && send("/api/v1/namespaces/default", HttpRequest.BodyPublishers.noBody(), "GET") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void fill() throws IOException, InterruptedException {
        for (int pod = 1; pod <= PODS; pod++) {
            String json = """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod-%d", "labels": {"app": "bench"}},
                     "spec": {"containers": [{"name": "app", "image": "example.invalid/app:1"}]}}
                    """.formatted(pod);
            int status = send("/api/v1/namespaces/default/pods", HttpRequest.BodyPublishers.ofString(json), "POST");
            if (status != 201) {
                throw new IOException("pod-" + pod + " was not made: " + status);
            }
        }
    }

    private int send(String path, HttpRequest.BodyPublisher body, String method)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(START)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
        client.shutdownNow();
        for (Process process : processes.reversed()) {
            process.destroyForcibly().onExit().join();
        }
    }
}
