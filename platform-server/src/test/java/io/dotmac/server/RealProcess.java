package io.dotmac.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A program in a process of its own, as an operator starts it.
final class RealProcess implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final Thread reader;

    private RealProcess(Process process) {
        this.process = process;
        reader = Thread.ofVirtual().start(this::read);
    }

    static RealProcess start(Class<?> main, Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(variables);
        return new RealProcess(builder.start());
    }

    /// Waits for a line that contains `text` and returns it.
    String waitFor(String text) {
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(90))
                .until(() -> lines.stream().anyMatch(line -> line.contains(text)) || !process.isAlive());
        return lines.stream()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("never said " + text + ": " + lines));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// SIGTERM; by the handle, since the process itself would close what it still has to say.
    void terminate() {
        process.toHandle().destroy();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs: " + lines);
        }
        reader.join(); // It has said all by then.
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add(e.toString());
        }
    }
}
