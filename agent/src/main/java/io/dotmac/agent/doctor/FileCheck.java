package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Files: who can read secrets, and the state folder.
final class FileCheck {
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
            advices.addAll(new StateCheck(config).advices());
        }
        return advices;
    }

    static Advice closed(String subject, Path path, String what) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
            if (rights.contains(PosixFilePermission.OTHERS_READ)) {
                return Advice.warn(subject, path + " " + what + "can be read by every user", "chmod o-rwx " + path);
            }
            return Files.isReadable(path)
                    ? Advice.ok(subject, path + " " + PosixFilePermissions.toString(rights))
                    : Advice.fail(
                            subject, path + " cannot be read by this user", "make it readable to this user alone");
        } catch (UnsupportedOperationException e) {
            return Advice.ok(subject, path + " is there");
        } catch (IOException e) {
            return Advice.fail(
                    subject, path + " cannot be looked at: " + e.getMessage(), "make it readable to this user");
        }
    }
}
