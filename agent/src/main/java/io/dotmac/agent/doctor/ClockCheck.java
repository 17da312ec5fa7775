package io.dotmac.agent.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Who keeps the machine's clock right.
final class ClockCheck {
    private static final Set<String> KEEPERS =
            Set.of("chronyd", "ntpd", "systemd-timesyn", "openntpd", "ptp4l", "phc2sys", "vmtoolsd", "VBoxService");

    private final Path root;

    /// @param root of the file system
    ClockCheck(Path root) {
        this.root = root;
    }

    List<Advice> advices() {
        if (Files.exists(root.resolve(".dockerenv")) || Files.exists(root.resolve("run/.containerenv"))) {
            return List.of(Advice.ok("clock", "kept by the machine that this container runs on"));
        }
        if (Files.exists(root.resolve("run/systemd/timesync/synchronized"))) {
            return List.of(Advice.ok("clock", "set by systemd-timesyncd"));
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(root.resolve("proc"), "[0-9]*")) {
            for (Path process : processes) {
                String name = name(process);
                if (KEEPERS.contains(name)) {
                    return List.of(Advice.ok("clock", "kept by " + name));
                }
            }
        } catch (IOException e) {
            return List.of(Advice.ok("clock", "this system does not tell who keeps it"));
        }
        return List.of(
                Advice.warn("clock", "no time service runs here", "install chrony or switch systemd-timesyncd on"));
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            // It ended meanwhile.
            return "";
        }
    }
}
