package io.dotmac.packaging.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// The platform server as a process: its settings, its one-off commands, its start and end.
final class ServerProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final DemoFolder folder;
    private final Ports ports;
    private final OkHttpClient http;
    private final Map<String, String> environment;
    private Process process;

    private ServerProcess(
            DemoFolder folder, Ports ports, OkHttpClient http, Map<String, String> environment, Process process) {
        this.folder = folder;
        this.ports = ports;
        this.http = http;
        this.environment = environment;
        this.process = process;
    }

    /// Prepares the database, then starts the server and waits until it is ready.
    static ServerProcess start(DemoFolder folder, Ports ports, OkHttpClient http, List<Account> accounts)
            throws IOException, InterruptedException {
        Map<String, String> environment = environment(folder, ports);
        Path log = folder.resolve("logs/server.log");
        prepare(folder, environment, log, accounts);
        ServerProcess server = new ServerProcess(
                folder, ports, http, environment, Program.SERVER.start(environment, log, List.of("run-all-in-one")));
        server.awaitReady();
        return server;
    }

    /// Makes what is not there yet, also in the data of an earlier version.
    private static void prepare(DemoFolder folder, Map<String, String> environment, Path log, List<Account> accounts)
            throws IOException, InterruptedException {
        Path marker = folder.resolve("server/prepared");
        boolean first = Files.notExists(marker);
        List<String> made = first ? List.of() : Files.readAllLines(marker);
        if (!first && made.isEmpty()) {
            made = List.of("super-admin", "operator", "viewer"); // before the marker named them
        }
        List<String> known = made;
        List<Account> missing = accounts.stream()
                .filter(account -> !known.contains(account.role()))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        Program.SERVER.run(environment, log, List.of("migrate"));
        if (first) {
            Program.SERVER.run(environment, log, List.of("tenant", "create", Account.TENANT, "NorthNet Fibre"));
        }
        for (Account account : missing) {
            Program.SERVER.run(environment, log, account.command(folder));
        }
        Files.write(marker, accounts.stream().map(Account::role).toList());
    }

    private static Map<String, String> environment(DemoFolder folder, Ports ports) throws IOException {
        Path config = Files.createDirectories(folder.resolve("server"));
        Map<String, String> environment = new HashMap<>();
        environment.put("APP_ENV", "local");
        environment.put("CONFIG_DIR", config.toString());
        environment.put("HTTP_SERVER__HOST", "127.0.0.1");
        environment.put("HTTP_SERVER__PORT", Integer.toString(ports.server()));
        environment.put("DATABASE__HOST", "127.0.0.1");
        environment.put("DATABASE__PORT", Integer.toString(ports.primary()));
        environment.put("DATABASE__NAME", Databases.DATABASE);
        environment.put("DATABASE__USERNAME", Databases.RUNTIME);
        environment.put("DATABASE__PASSWORD", folder.secret(Databases.RUNTIME));
        environment.put("DATABASE__OWNER_USERNAME", Databases.OWNER);
        environment.put("DATABASE__OWNER_PASSWORD", folder.secret(Databases.OWNER));
        environment.put("REDIS__HOST", "127.0.0.1");
        environment.put("REDIS__PORT", Integer.toString(ports.redis()));
        environment.put(
                "AUTH__SIGNING_KEY_FILE", config.resolve("signing-key.pem").toString());
        environment.put("AUTH__SECRET", folder.secret("server"));
        // Signed ends of another database's audit log would look like a log that was rewritten.
        environment.put(
                "AUDIT__CHECKPOINT_FOLDER", config.resolve("checkpoints").toString());
        environment.put("AUDIT__KEY_FILE", config.resolve("audit-key.pem").toString());
        return environment;
    }

    /// Base URL.
    String url() {
        return "http://127.0.0.1:" + ports.server();
    }

    /// Process id.
    long pid() {
        return process.pid();
    }

    /// Command line that starts it with further JVM flags.
    List<String> command(List<String> flags) {
        return Program.SERVER.command(flags, List.of("run-all-in-one"));
    }

    /// Its settings.
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /// Kills it, as a crash would.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Starts it again after [#kill()]; returns once it is ready.
    void restart() throws IOException, InterruptedException {
        process = Program.SERVER.start(environment, folder.resolve("logs/server.log"), List.of("run-all-in-one"));
        awaitReady();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        CompletableFuture<Process> end = process.onExit();
        while (System.nanoTime() < deadline) {
            if (answersReady()) {
                return;
            }
            if (end.isDone()) {
                throw new IllegalStateException("the platform server ended with " + process.exitValue() + "; see "
                        + folder.resolve("logs/server.log"));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException("the platform server is not ready after " + READY_WITHIN.toSeconds()
                + " s; see " + folder.resolve("logs/server.log"));
    }

    private boolean answersReady() {
        try (Response response = http.newCall(
                        new Request.Builder().url(url() + "/health/ready").build())
                .execute()) {
            return response.isSuccessful();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        Program.stop(process);
    }
}
