package io.dotmac.agent.collect.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A Docker engine of a test's own: own data, own socket, no network, gone without a trace when closed.
final class DockerDaemon {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    private static final List<String> TOOLS = List.of("sh", "sleep", "tail", "cat", "kill", "echo", "true", "false");

    private final Path folder;
    private @Nullable Process process;

    private DockerDaemon(Path folder) {
        this.folder = folder;
    }

    /// What this machine lacks to run one.
    static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("root");
        }
        return Stream.of("dockerd", "docker", "containerd", "busybox")
                .filter(tool -> find(tool).isEmpty())
                .findFirst();
    }

    private static Optional<Path> find(String tool) {
        return Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts one and imports an image `box` with a shell and little else.
    static DockerDaemon start() throws IOException, InterruptedException {
        DockerDaemon daemon = new DockerDaemon(Files.createTempDirectory("docker-test-"));
        daemon.up();
        daemon.importBox();
        return daemon;
    }

    Path socket() {
        return folder.resolve("docker.sock");
    }

    /// Starts the engine; its containers are there again.
    void up() throws IOException {
        endContainerd();
        Files.deleteIfExists(folder.resolve("docker.pid"));
        Files.deleteIfExists(socket());
        process = new ProcessBuilder(
                        "dockerd",
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--host=unix://" + socket(),
                        "--pidfile=" + folder.resolve("docker.pid"),
                        "--iptables=false",
                        "--ip6tables=false",
                        "--ip-forward=false",
                        "--bridge=none",
                        "--storage-driver=vfs",
                        "--live-restore",
                        "--shutdown-timeout=2")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("dockerd.log").toFile()))
                .start();
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Files.exists(socket()) && tried("version").isPresent());
    }

    /// What the engine started for itself dies with it, but not at once, and one that is dying is taken for alive.
    private void endContainerd() throws IOException {
        Path file = folder.resolve("exec/containerd/containerd.pid");
        if (Files.notExists(file)) {
            return;
        }
        ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(handle -> {
            handle.destroyForcibly();
            handle.onExit().orTimeout(COMMAND.toSeconds(), TimeUnit.SECONDS).join();
        });
        Files.delete(file);
    }

    /// Kills it as a crash would: what runs the containers for it lives on.
    void crash() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
            process = null;
        }
    }

    /// Stops the process in its tracks: it neither answers nor closes.
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process running = process;
        if (running != null) {
            new ProcessBuilder("kill", "-" + name, Long.toString(running.pid()))
                    .start()
                    .waitFor();
        }
    }

    private void importBox() throws IOException, InterruptedException {
        Path root = folder.resolve("root");
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(root.resolve("tmp"));
        Files.copy(find("busybox").orElseThrow(), bin.resolve("busybox"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("busybox"));
        }
        Path tar = folder.resolve("box.tar");
        run(List.of("tar", "-C", root.toString(), "-cf", tar.toString(), "."));
        docker("import", tar.toString(), "box");
    }

    /// Runs the engine's own command and answers what it printed.
    String docker(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "--host=unix://" + socket()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /// As [#docker(String...)], where it may fail.
    Optional<String> tried(String... arguments) {
        try {
            return Optional.of(docker(arguments));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Starts a container without a network.
    void run(String name, List<String> options, String... command) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", "-d", "--network=none", "--name", name));
        arguments.addAll(options);
        arguments.add("box");
        arguments.addAll(List.of(command));
        docker(arguments.toArray(String[]::new));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command + " does not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException(command + ": " + output);
        }
        return output.strip();
    }

    private Stream<ProcessHandle> containerdShims() {
        return ProcessHandle.allProcesses()
                .filter(handle -> handle.info()
                        .commandLine()
                        .filter(line -> line.contains(folder.toString()))
                        .isPresent());
    }

    /// Takes all containers away, stops the engine, and leaves neither mount nor file behind.
    void close() throws IOException, InterruptedException {
        tried("ps", "-aq").filter(ids -> !ids.isEmpty()).ifPresent(ids -> {
            List<String> arguments = new ArrayList<>(List.of("rm", "-f"));
            arguments.addAll(ids.lines().toList());
            tried(arguments.toArray(String[]::new));
        });
        Process running = process;
        if (running != null) {
            running.destroy();
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                crash();
            }
        }
        containerdShims().forEach(ProcessHandle::destroyForcibly);
        unmount();
        delete();
    }

    private void unmount() throws IOException, InterruptedException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1)[1])
                .filter(point -> point.startsWith(folder.toString()))
                .sorted(java.util.Comparator.reverseOrder())
                .toList();
        for (String point : mounts) {
            new ProcessBuilder("umount", "-l", point).start().waitFor();
        }
    }

    private void delete() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// What stands in the engine's own log, for a test that failed.
    String log() {
        try {
            return Files.readString(folder.resolve("dockerd.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
