package io.dotmac.agent.replication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Holds a server with all its processes: connections stay open, nothing answers. Ends when closed.
public final class Frozen implements AutoCloseable {
    private final List<Long> held;

    private Frozen(List<Long> pids) {
        this.held = pids;
        pids.forEach(pid -> signal("-STOP", pid));
    }

    /// The server whose data lies in `data`.
    public static Frozen postgres(Path data) throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
        return of(server);
    }

    /// One process and its children.
    public static Frozen of(ProcessHandle server) {
        List<Long> all = new ArrayList<>();
        Stream.concat(Stream.of(server), server.descendants())
                .map(ProcessHandle::pid)
                .forEach(all::add);
        return new Frozen(all);
    }

    private static void signal(String name, long pid) {
        try {
            int code = new ProcessBuilder("kill", name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0 && ProcessHandle.of(pid).isPresent()) {
                throw new IllegalStateException("kill " + name + " " + pid + " ended with " + code);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        held.forEach(pid -> signal("-CONT", pid));
        held.clear();
    }
}
