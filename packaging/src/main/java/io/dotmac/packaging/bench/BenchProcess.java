package io.dotmac.packaging.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A server in a process of its own, for as long as something is measured.
final class BenchProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);

    private final Process process;
    private final Thread lastWord;

    private BenchProcess(Process process) {
        this.process = process;
        this.lastWord = new Thread(process::destroyForcibly); // should the bench be ended before
        Runtime.getRuntime().addShutdownHook(lastWord);
    }

    /// Starts it and returns once `/health/ready` answers.
    static BenchProcess start(List<String> command, Map<String, String> environment, int port, Path log)
            throws IOException, InterruptedException {
        return start(command, environment, () -> ready(port), log);
    }

    /// Starts it and returns once it is ready.
    static BenchProcess start(List<String> command, Map<String, String> environment, BooleanSupplier ready, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        BenchProcess started = new BenchProcess(builder.start());
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready.getAsBoolean()) {
            if (started.process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                started.close();
                throw new IllegalStateException("the server is not ready; see " + log);
            }
        }
        return started;
    }

    /// Processor time so far.
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Has it do `work` until its just-in-time compiler is quiet, so many rounds at most.
    void warmUp(int mostRounds, WarmUp.Work work) throws IOException, InterruptedException {
        WarmUp.of(List.of(process.toHandle()), mostRounds, work);
    }

    /// Ends it as a crash would.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Its id.
    long pid() {
        return process.pid();
    }

    private static boolean ready(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/ready")
                    .toURL()
                    .openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            Runtime.getRuntime().removeShutdownHook(lastWord);
        } catch (IllegalStateException e) {
            return; // All is ending, and the hook does it.
        }
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
