package io.dotmac.packaging.demo;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// The demo without its agents, on free ports: what benchmarks of the server stand on.
public final class Stand implements AutoCloseable {
    private final DemoFolder folder;
    private final Ports ports = Ports.free();
    private final OkHttpClient http = ApiClient.newHttp();
    private final Databases databases;
    private final Caches caches;
    private final ServerProcess server;

    private Stand(DemoFolder folder) throws IOException, InterruptedException {
        this.folder = folder;
        databases = Databases.start(folder, ports);
        caches = Caches.start(folder, ports);
        server = ServerProcess.start(folder, ports, http, Account.ALL);
    }

    /// Starts it on data in `root`.
    public static Stand start(Path root) throws IOException, InterruptedException {
        return new Stand(DemoFolder.open(root));
    }

    /// Base URL of the server.
    public String url() {
        return server.url();
    }

    /// Port of the server.
    public int port() {
        return ports.server();
    }

    /// Port of PostgreSQL.
    public int databasePort() {
        return ports.primary();
    }

    /// Process id of the server.
    public long serverPid() {
        return server.pid();
    }

    /// Stops the server and leaves the databases running.
    public void stopServer() {
        server.close();
    }

    /// What the server process is started with.
    public List<String> serverCommand(List<String> flags) {
        return server.command(flags);
    }

    /// Environment of the server process.
    public Map<String, String> serverEnvironment() {
        return server.environment();
    }

    /// JDBC URL of the platform's database for the server's own runtime role.
    public String runtimeUrl() throws IOException {
        return "jdbc:postgresql://127.0.0.1:" + ports.primary() + "/" + Databases.DATABASE + "?user="
                + Databases.RUNTIME + "&password=" + folder.secret(Databases.RUNTIME);
    }

    /// JDBC URL of the platform's database for PostgreSQL's superuser.
    public String superuserUrl() {
        return databases.primary().url(Databases.DATABASE);
    }

    /// The HTTP client of this stand.
    public OkHttpClient http() {
        return http;
    }

    /// Access token of the demo's operator.
    public String operatorToken() throws IOException {
        return token(Account.OPERATOR);
    }

    /// Access token of the demo's billing clerk.
    public String clerkToken() throws IOException {
        return token(Account.CLERK);
    }

    /// Access token of somebody who has the billing clerk's password. The server may be any on [#port()].
    public String token(String email) throws IOException {
        return token(new Account(Account.CLERK.role(), Account.CLERK.tenant(), email, email), Account.CLERK);
    }

    private String token(Account account) throws IOException {
        return token(account, account);
    }

    private String token(Account account, Account secret) throws IOException {
        return new ApiClient(http, HttpUrl.get(url()), Optional::empty)
                .post("/api/v1/auth/login", new LogIn(account.email(), secret.password(folder)), Tokens.class)
                .accessToken();
    }

    /// Where all of it lies.
    DemoFolder folder() {
        return folder;
    }

    /// Port of Redis.
    int redisPort() {
        return ports.redis();
    }

    /// The server, to be harmed.
    ServerProcess server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
        caches.close();
        databases.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        folder.close();
    }
}
