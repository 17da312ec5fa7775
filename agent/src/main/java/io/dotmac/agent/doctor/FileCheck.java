package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.Secret;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Files: who can read secrets, whether the state can be written, whether the spool has room.
final class FileCheck {
    private static final int KEPT_FREE = 10;

    private final Path file;
    private final AgentConfig config;

    FileCheck(Path file, AgentConfig config) {
        this.file = file;
        this.config = config;
    }

    List<Advice> advices() {
        List<Advice> advices = new ArrayList<>();
        List<Secret> secrets = config.targets().stream()
                .flatMap(target -> Parts.secrets(target).stream())
                .toList();
        if (secrets.stream().anyMatch(Secret.Plain.class::isInstance)) {
            advices.add(closed("configuration file", file, "holds secrets and "));
        }
        secrets.stream()
                .filter(Secret.InFile.class::isInstance)
                .map(secret -> ((Secret.InFile) secret).path())
                .distinct()
                .forEach(path -> advices.add(closed("secret file", path, "")));
        if (config.server() != null) {
            state(advices);
        }
        return advices;
    }

    private static Advice closed(String subject, Path path, String what) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
            if (rights.contains(PosixFilePermission.OTHERS_READ)) {
                return Advice.warn(subject, path + " " + what + "can be read by every user", "chmod o-rwx " + path);
            }
            return Advice.ok(subject, path + " " + PosixFilePermissions.toString(rights));
        } catch (UnsupportedOperationException e) {
            return Advice.ok(subject, path + " is there");
        } catch (IOException e) {
            return Advice.fail(
                    subject, path + " cannot be looked at: " + e.getMessage(), "make it readable to this user");
        }
    }

    private void state(List<Advice> advices) {
        Path state = config.stateDir();
        if (!Files.isDirectory(state)) {
            advices.add(Advice.fail("state", state + " is not there", "run dotmac-agent enroll, which makes it"));
            return;
        }
        try {
            Path probe = Files.createTempFile(state, "doctor", ".tmp");
            Files.delete(probe);
            advices.add(Advice.ok("state", state + " can be written"));
        } catch (IOException e) {
            advices.add(Advice.fail(
                    "state", state + " cannot be written by this user", "chown it to the user that the agent runs as"));
        }
        Path key = state.resolve("agent.key");
        if (Files.notExists(key)) {
            advices.add(Advice.fail(
                    "enrolment",
                    "this node is not enrolled",
                    "mint a token in a console and run dotmac-agent enroll --token-file FILE"));
        } else {
            advices.add(closed("enrolment", key, ""));
        }
        advices.add(room(state));
    }

    private Advice room(Path state) {
        try {
            FileStore store = Files.getFileStore(state);
            long free = store.getUsableSpace();
            long wanted = config.spool().maxBytes() + store.getTotalSpace() / KEPT_FREE;
            String found =
                    (free >> 20) + " MiB free for a spool of " + (config.spool().maxBytes() >> 20) + " MiB";
            return free < wanted
                    ? Advice.warn(
                            "spool",
                            found + "; a tenth of the disk stays free",
                            "free space under " + state + " or lower spool.max-size")
                    : Advice.ok("spool", found);
        } catch (IOException e) {
            return Advice.fail("spool", state + " tells no free space: " + e.getMessage(), "look at the disk");
        }
    }
}
