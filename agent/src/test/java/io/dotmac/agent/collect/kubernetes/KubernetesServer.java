package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.replication.Frozen;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A real Kubernetes API server over a real etcd, without machines or controllers: a test writes what they would.
final class KubernetesServer {
    private static final Duration START = Duration.ofSeconds(90);
    private static final String ADMIN = "admin-token";

    private final Path binary;
    private final Path folder;
    private final int etcdPort;
    private final int port;
    private @Nullable Process etcd;
    private @Nullable Process api;

    private KubernetesServer(Path binary, Path folder, int etcdPort, int port) {
        this.binary = binary;
        this.folder = folder;
        this.etcdPort = etcdPort;
        this.port = port;
    }

    static KubernetesServer start(Path binary) throws IOException {
        Path folder = Files.createTempDirectory("kube-test-");
        KubernetesServer server = new KubernetesServer(binary, folder, freePort(), freePort());
        server.writeKey();
        Files.writeString(
                folder.resolve("tokens.csv"),
                ADMIN + ",admin,1,\"system:masters\"\npoor-token,poor,2\nlister-token,lister,3\n");
        server.startEtcd();
        server.up();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void writeKey() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der)
                    + "\n-----END PRIVATE KEY-----\n";
            Files.writeString(folder.resolve("sa.key"), pem);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startEtcd() throws IOException {
        int peer = freePort();
        etcd = process(List.of(
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=http://127.0.0.1:" + etcdPort,
                "--advertise-client-urls=http://127.0.0.1:" + etcdPort,
                "--listen-peer-urls=http://127.0.0.1:" + peer,
                "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
                "--initial-cluster=default=http://127.0.0.1:" + peer,
                "--watch-progress-notify-interval=1s",
                "--unsafe-no-fsync=true"));
    }

    /// Starts the API server and waits until it answers.
    ///
    /// @param more flags
    void up(String... more) throws IOException {
        String key = folder.resolve("sa.key").toString();
        List<String> arguments = new ArrayList<>(List.of(
                "apiserver",
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--endpoint-reconciler-type=none",
                "--cert-dir=" + folder.resolve("certs"),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key,
                "--token-auth-file=" + folder.resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                "--request-timeout=5s",
                "--disable-admission-plugins=ServiceAccount"));
        arguments.addAll(List.of(more));
        api = process(arguments);
        Awaitility.await().atMost(START).pollInterval(Duration.ofMillis(200)).until(this::ready);
    }

    private boolean ready() {
        try {
            new VersionApi(client()).getCode().execute();
            return get("/api/v1/namespaces/default").isPresent()
                    && get("/readyz").isPresent();
        } catch (ApiException | IOException e) {
            return false;
        }
    }

    /// Asks the API server to end: it closes its watches properly.
    void stop() throws InterruptedException {
        Process running = api;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                crash();
            }
        }
    }

    /// Takes an object out of the store behind the API server's back, so that no watch tells of it.
    void steal(String key) throws IOException {
        var _ = etcd("deleterange", "{\"key\":\"" + base64(key) + "\"}");
    }

    /// Makes the store forget all history.
    void compact() throws IOException {
        String answer = etcd("put", "{\"key\":\"" + base64("/test") + "\",\"value\":\"" + base64("x") + "\"}");
        String revision = answer.replaceAll("(?s).*\"revision\":\"([0-9]+)\".*", "$1");
        var _ = etcd("compaction", "{\"revision\":\"" + revision + "\",\"physical\":true}");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String etcd(String call, String json) throws IOException {
        Request request = new Request.Builder()
                .url("http://127.0.0.1:" + etcdPort + "/v3/kv/" + call)
                .post(RequestBody.create(json, MediaType.get("application/json")))
                .build();
        try (Response response = new OkHttpClient().newCall(request).execute()) {
            String text = response.body().string();
            if (!response.isSuccessful()) {
                throw new IOException(call + " " + response.code() + ": " + text);
            }
            return text;
        }
    }

    /// Holds the store: the API server answers, but has nothing to tell. Ends when closed.
    Frozen freezeStore() {
        Process store = etcd;
        if (store == null) {
            throw new IllegalStateException("no store");
        }
        return Frozen.of(store.toHandle());
    }

    /// Ends the API server as a crash would.
    void crash() throws InterruptedException {
        Process running = api;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    private Process process(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(arguments.getFirst() + ".log").toFile()))
                .start();
    }

    private ApiClient client() {
        return new ClientBuilder()
                .setBasePath("https://127.0.0.1:" + port)
                .setVerifyingSsl(false)
                .setAuthentication(new AccessTokenAuthentication(ADMIN))
                .build();
    }

    /// A kubeconfig file for a token.
    Path kubeconfig(String token) throws IOException {
        Path file = folder.resolve(token + ".yaml");
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: test
                clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                users: [{name: test, user: {token: %s}}]
                contexts: [{name: test, context: {cluster: test, user: test}}]
                """.formatted(port, token));
        return file;
    }

    Path adminConfig() throws IOException {
        return kubeconfig(ADMIN);
    }

    private Optional<String> get(String path) throws IOException {
        return send("GET", path, "", "");
    }

    /// Makes an object.
    void create(String path, String json) throws IOException {
        var _ = send("POST", path, "application/json", json);
    }

    /// Writes what a kubelet or a controller would.
    void status(String path, String json) throws IOException {
        var _ = send("PATCH", path + "/status", "application/strategic-merge-patch+json", "{\"status\":" + json + "}");
    }

    void delete(String path) throws IOException {
        var _ = send("DELETE", path + "?gracePeriodSeconds=0", "", "");
    }

    private Optional<String> send(String method, String path, String type, String json) throws IOException {
        RequestBody body = type.isEmpty() ? null : RequestBody.create(json, MediaType.get(type));
        Request request = new Request.Builder()
                .url("https://127.0.0.1:" + port + path)
                .header("Authorization", "Bearer " + ADMIN)
                .method(method, body)
                .build();
        try (Response response = client().getHttpClient().newCall(request).execute()) {
            String text = response.body().string();
            if (!response.isSuccessful() && !method.equals("GET")) {
                throw new IOException(method + " " + path + " " + response.code() + ": " + text);
            }
            return response.isSuccessful() ? Optional.of(text) : Optional.empty();
        }
    }

    void close() throws IOException, InterruptedException {
        crash();
        Process store = etcd;
        if (store != null) {
            store.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
