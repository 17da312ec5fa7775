package io.dotmac.packaging.demo;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// Everything that `make run` starts, and the harm that can be done to it.
public final class Demo implements AutoCloseable {
    /// Name of the node that watches PostgreSQL.
    public static final String DATABASE_NODE = "lag-db-1";
    /// Name of the node that watches Redis and the platform server.
    public static final String APPLICATION_NODE = "lag-app-1";

    private final DemoFolder folder;
    private final Ports ports;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final OkHttpClient http = ApiClient.newHttp();
    private final Databases databases;
    private final Caches caches;
    private final ServerProcess server;
    private final List<AgentProcess> agents = new ArrayList<>();

    private Demo(DemoFolder folder, Ports ports, Consumer<String> says) throws IOException, InterruptedException {
        this.folder = folder;
        this.ports = ports;
        try {
            says.accept("PostgreSQL primary on port " + ports.primary() + ", standby on " + ports.standby());
            databases = opened(Databases.start(folder, ports));
            says.accept("Redis on port " + ports.redis() + ", replica on " + ports.replica());
            caches = opened(Caches.start(folder, ports));
            says.accept("platform server on port " + ports.server());
            server = opened(ServerProcess.start(folder, ports, http, Account.ALL));
            says.accept("agents " + DATABASE_NODE + " and " + APPLICATION_NODE);
            ApiClient operator = operator();
            agents.add(opened(AgentProcess.start(folder, DATABASE_NODE, server.url(), operator, databaseTargets())));
            agents.add(
                    opened(AgentProcess.start(folder, APPLICATION_NODE, server.url(), operator, applicationTargets())));
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeStarted(e);
            throw e;
        }
    }

    /// Starts all of it on the data in `folder` and returns when the server is ready and the agents run.
    ///
    /// @param ports asked for once what an earlier demo left running has given its own back
    /// @param says hears what is being started, a line each
    public static Demo start(DemoFolder folder, Supplier<Ports> ports, Consumer<String> says)
            throws IOException, InterruptedException {
        Leftovers.end(folder.resolve("demo.json"));
        Demo demo = new Demo(folder, ports.get(), says);
        demo.info().write(folder.resolve("demo.json"));
        return demo;
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    private ApiClient operator() throws IOException {
        HttpUrl base = HttpUrl.get(server.url());
        Tokens tokens = new ApiClient(http, base, Optional::empty)
                .post(
                        "/api/v1/auth/login",
                        new LogIn(Account.OPERATOR.email(), Account.OPERATOR.password(folder)),
                        Tokens.class);
        return new ApiClient(http, base, () -> Optional.of(tokens.accessToken()));
    }

    private String databaseTargets() throws IOException {
        String logIn = "database: postgres, username: %s, password-file: \"%s\""
                .formatted(Databases.MONITOR, folder.secretFile(Databases.MONITOR));
        return """
                - {name: pg-primary, kind: postgresql, host: 127.0.0.1, port: %d, %s, standbys: [%s]}
                - {name: %s, kind: postgresql, host: 127.0.0.1, port: %d, %s}
                """.formatted(ports.primary(), logIn, Databases.STANDBY, Databases.STANDBY, ports.standby(), logIn);
    }

    private String applicationTargets() {
        return """
                - {name: sessions, kind: redis, host: 127.0.0.1, port: %d, replicas: 1}
                - {name: sessions-replica, kind: redis, host: 127.0.0.1, port: %d}
                - {name: platform, kind: http, url: "http://127.0.0.1:%d/health/live", status: 200, allow-loopback: true}
                - {name: database-port, kind: tcp, host: 127.0.0.1, port: %d}
                """.formatted(ports.redis(), ports.replica(), ports.server(), ports.primary());
    }

    /// What scripts and consoles need to know.
    public DemoInfo info() throws IOException {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (AgentProcess agent : agents) {
            pids.put("agent-" + agent.node(), agent.pid());
        }
        pids.put("server", server.pid());
        pids.put("redis-replica", Caches.pid(ports.replica()));
        pids.put("redis-primary", Caches.pid(ports.redis()));
        pids.put("postgresql-standby", Databases.pid(databases.standby()));
        pids.put("postgresql-primary", Databases.pid(databases.primary()));
        pids.put("demo", ProcessHandle.current().pid());
        List<DemoInfo.LogIn> logIns = new ArrayList<>();
        for (Account account : Account.ALL) {
            logIns.add(new DemoInfo.LogIn(account.role(), account.tenant(), account.email(), account.password(folder)));
        }
        return new DemoInfo(
                server.url(),
                folder.root().toString(),
                logIns,
                new DemoInfo.Postgresql(ports.primary(), ports.standby()),
                new DemoInfo.Redis(ports.redis(), ports.replica()),
                Map.of("alertmanager", new ToolToken(folder, http, HttpUrl.get(server.url())).alertmanager()),
                pids);
    }

    /// Configuration of a node's agent, for direct mode.
    public Path agentConfig(String node) {
        return agents.stream()
                .filter(agent -> agent.node().equals(node))
                .map(AgentProcess::config)
                .findFirst()
                .orElseThrow();
    }

    /// Kills Redis, as a crash would.
    public void killRedis() throws IOException, InterruptedException {
        caches.kill();
    }

    /// Brings Redis back.
    public void restoreRedis() throws IOException {
        caches.restore();
    }

    /// Command lines of the consoles, attached to this demo.
    ///
    /// @param flags of the desktop console's JVM
    public Map<String, List<String>> consoles(List<String> flags) throws IOException {
        List<String> arguments = Attach.arguments(info());
        return Map.of(
                "terminal",
                Program.TUI.command(List.of(), arguments),
                "desktop",
                Program.GUI.command(flags, arguments));
    }

    /// PostgreSQL, to be harmed.
    Databases databases() {
        return databases;
    }

    /// Redis, to be harmed.
    Caches caches() {
        return caches;
    }

    /// The server, to be harmed.
    ServerProcess server() {
        return server;
    }

    private void closeStarted(Exception cause) {
        try {
            close();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /// Stops everything, last started first.
    @Override
    public void close() {
        RuntimeException failed = null;
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                failed = failed == null ? new IllegalStateException("demo does not stop cleanly", e) : failed;
            }
        }
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        if (failed != null) {
            throw failed;
        }
    }
}
