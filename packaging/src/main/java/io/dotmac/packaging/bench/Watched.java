package io.dotmac.packaging.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program whose memory and processor time are measured from outside.
final class Watched implements AutoCloseable {
    private static final double PERCENT = 100;
    private static final double NANOS = 1e9;

    private final Process process;

    private Watched(Process process) {
        this.process = process;
    }

    /// Starts it; what it prints goes to `log`.
    static Watched start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        return new Watched(builder.start());
    }

    /// What it took of the machine.
    ///
    /// @param mib resident memory at the end
    /// @param percent of one core, over the time
    record Cost(double mib, double percent) {
        Cost plus(Cost other) {
            return new Cost(mib + other.mib, percent + other.percent);
        }
    }

    /// Measures all at once: those that were let run for `warm`, for `length` from then on.
    static Map<String, Cost> costs(Map<String, Watched> programs, Duration warm, Duration length)
            throws IOException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(warm.toNanos());
        Map<String, Duration> before = new HashMap<>();
        programs.forEach((name, program) -> before.put(name, program.cpu()));
        long began = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        Map<String, Cost> costs = new HashMap<>();
        for (Map.Entry<String, Watched> entry : programs.entrySet()) {
            Watched program = entry.getValue();
            if (!program.process.isAlive()) {
                throw new IOException(entry.getKey() + " ended with " + program.process.exitValue());
            }
            Duration used = program.cpu().minus(before.getOrDefault(entry.getKey(), Duration.ZERO));
            double share = used.toNanos() / (double) (System.nanoTime() - began);
            costs.put(entry.getKey(), new Cost(program.residentMib(), PERCENT * share));
        }
        return costs;
    }

    /// Seconds until its log holds `text`.
    static double secondsUntil(String text, List<String> command, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        Files.deleteIfExists(log);
        long began = System.nanoTime();
        try (Watched started = start(command, environment, log)) {
            while (!Files.readString(log).contains(text)) {
                if (started.process.waitFor(5, TimeUnit.MILLISECONDS)) {
                    throw new IOException("ended with " + started.process.exitValue() + "; see " + log);
                }
            }
            return (System.nanoTime() - began) / NANOS;
        }
    }

    double residentMib() throws IOException {
        return Memory.residentMib(process.pid());
    }

    /// Waits; `true` when it ended meanwhile.
    boolean endedWithin(Duration length) throws InterruptedException {
        return process.waitFor(length.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
