package io.dotmac.packaging.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ends what a demo that was itself killed has left running, so that its data can be used again.
final class Leftovers {
    private Leftovers() {}

    /// Ends the processes that `info` names, in its order, and that are still what they were.
    static void end(Path info) throws IOException, InterruptedException {
        Map<String, Long> pids = DemoInfo.read(info).map(DemoInfo::pids).orElse(Map.of());
        for (Map.Entry<String, Long> entry : pids.entrySet()) {
            ProcessHandle process = ProcessHandle.of(entry.getValue()).orElse(null);
            if (process != null && process.pid() != ProcessHandle.current().pid() && isOurs(entry.getKey(), process)) {
                end(entry.getKey(), process);
            }
        }
    }

    private static boolean isOurs(String name, ProcessHandle process) {
        String command = command(process);
        return switch (name.substring(0, name.indexOf('-') < 0 ? name.length() : name.indexOf('-'))) {
            case "postgresql" -> command.contains("postgres");
            case "redis" -> command.contains("redis-server");
            default -> command.contains("io.dotmac.");
        };
    }

    /// The whole command line; what the JDK tells of it ends after 4 kB, which a class path fills.
    private static String command(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return process.info().commandLine().orElse("");
        }
    }

    private static void end(String name, ProcessHandle process) throws IOException, InterruptedException {
        if (name.startsWith("postgresql")) {
            // SIGTERM would wait for PostgreSQL's clients; SIGINT is its fast shutdown.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } else {
            process.destroy();
        }
        if (!ends(process)) {
            process.destroyForcibly();
            ends(process);
        }
    }

    private static boolean ends(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
