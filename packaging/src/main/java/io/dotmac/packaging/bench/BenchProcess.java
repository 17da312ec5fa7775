package io.dotmac.packaging.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own, for as long as something is measured.
final class BenchProcess implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final int COMPILER_SHARE = 20;
    private static final int QUIET_ROUNDS = 3;
    private static final int USER_TICKS = 11; // of proc_pid_stat(5), counted behind the name
    private static final int MILLIS_PER_TICK = 10;

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
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        BenchProcess started = new BenchProcess(builder.start());
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready(port)) {
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

    /// What it is to do.
    @FunctionalInterface
    interface Work {
        void run(int round) throws IOException, InterruptedException;
    }

    /// Has it do `work` until its just-in-time compiler takes next to nothing of its time, so many rounds at most. How
    /// fast it answers tells less: on a machine whose speed varies it gets slower while the code still gets faster.
    void warmUp(int mostRounds, Work work) throws IOException, InterruptedException {
        int quiet = 0;
        for (int round = 0; round < mostRounds && quiet < QUIET_ROUNDS; round++) {
            Duration compiled = compiling();
            Duration spent = cpu();
            work.run(round);
            Duration share = cpu().minus(spent).dividedBy(COMPILER_SHARE);
            quiet = compiling().minus(compiled).compareTo(share) <= 0 ? quiet + 1 : 0;
        }
    }

    /// Processor time of its compiler so far; of threads that have ended not.
    private Duration compiling() throws IOException {
        long ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                if (name.matches("C[12] Compiler.*")) {
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    ticks += Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
                }
            }
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
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
