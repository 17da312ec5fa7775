package io.dotmac.agent;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A server of the system's packages, run for a test; the test is skipped by name where it is not installed.
public final class Servers implements AutoCloseable {
    private final Process process;

    private Servers(Process process) {
        this.process = process;
    }

    /// Runs `command`; its output goes to `log`.
    public static Servers run(Path log, String... command) throws IOException {
        return new Servers(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    /// Where a program is, or the test is skipped.
    public static String program(String name) {
        for (String folder : List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")) {
            if (Files.isExecutable(Path.of(folder, name))) {
                return folder + File.separator + name;
            }
        }
        assumeTrue(false, name + " is not installed");
        return name;
    }

    /// Whether tests run as root, whom some servers do not serve.
    public static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// Whether it runs still.
    public boolean alive() {
        return process.isAlive();
    }

    /// Of the process.
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// Kills it.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
