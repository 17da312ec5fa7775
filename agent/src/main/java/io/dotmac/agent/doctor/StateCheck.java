package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the agent keeps its key and what could not be sent: whether it is there, may be written and has room.
final class StateCheck {
    private static final String KEY = "agent.key";
    private static final int KEPT_FREE = 10;
    private static final int TRIED_BYTES = 64 << 10;

    private final AgentConfig config;
    private final Path state;

    StateCheck(AgentConfig config) {
        this.config = config;
        this.state = config.stateDir();
    }

    List<Advice> advices() {
        if (!Files.isDirectory(state)) {
            return List.of(Advice.fail("state", state + " is not there", "run dotmac-agent enrol, which makes it"));
        }
        List<Advice> advices = new ArrayList<>();
        advices.add(written("state", state));
        Path key = state.resolve(KEY);
        if (Files.notExists(key)) {
            advices.add(Advice.fail(
                    "enrolment",
                    "this node is not enrolled",
                    "mint a token in a console and run dotmac-agent enrol --token-file FILE"));
        } else {
            advices.add(
                    Files.isReadable(key)
                            ? FileCheck.closed("enrolment", key, "")
                            : Advice.fail("enrolment", key + " cannot be read by this user", chown()));
        }
        Path spool = state.resolve("spool");
        if (Files.exists(spool)) {
            advices.add(written("spool", spool));
        }
        advices.add(room());
        return advices;
    }

    /// What is full is told as such: the agent goes on there, without a spool.
    private Advice written(String subject, Path folder) {
        if (!Files.isDirectory(folder)) {
            return Advice.fail(subject, folder + " is no folder", "move it away; the agent makes the folder");
        }
        try {
            Path tried = Files.createTempFile(folder, "doctor", ".tmp");
            try {
                Files.write(tried, new byte[TRIED_BYTES]);
            } finally {
                Files.delete(tried);
            }
            return notOurs(folder)
                    .map(file -> Advice.fail(subject, file + " cannot be written by this user", chown()))
                    .orElseGet(() -> Advice.ok(subject, folder + " can be written"));
        } catch (IOException e) {
            String why = e instanceof FileSystemException told && told.getReason() != null
                    ? told.getReason()
                    : String.valueOf(e.getMessage());
            return why.contains("space") || why.contains("quota")
                    ? Advice.fail(
                            subject,
                            "the disk below " + folder + " is full: what cannot be sent is kept in memory alone",
                            "free space there")
                    : Advice.fail(subject, folder + " cannot be written by this user: " + why, chown());
        }
    }

    /// A file that another user left, such as root by a run by hand.
    private static Optional<Path> notOurs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // The key is only read.
            return files.filter(file -> Files.isRegularFile(file) && !file.endsWith(KEY))
                    .filter(file -> !Files.isWritable(file))
                    .findFirst();
        }
    }

    private String chown() {
        return "chown -R " + state + " to the user that the agent runs as";
    }

    private Advice room() {
        try {
            FileStore store = Files.getFileStore(state);
            long free = store.getUsableSpace();
            long wanted = config.spool().maxBytes() + store.getTotalSpace() / KEPT_FREE;
            String found =
                    (free >> 20) + " MiB free for a spool of " + (config.spool().maxBytes() >> 20) + " MiB";
            return free < wanted
                    ? Advice.warn(
                            "room",
                            found + "; a tenth of the disk stays free",
                            "free space below " + state + " or lower spool.max-size")
                    : Advice.ok("room", found);
        } catch (IOException e) {
            return Advice.fail("room", state + " tells no free space: " + e.getMessage(), "look at the disk");
        }
    }
}
