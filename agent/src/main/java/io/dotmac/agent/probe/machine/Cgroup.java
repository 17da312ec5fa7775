package io.dotmac.agent.probe.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The limits of the control group that the agent runs in, version 2 or 1. What is not limited is absent.
///
/// @param folders where its files may be, the first that has one counts
record Cgroup(List<Path> folders) {
    /// Version 1 says "no limit" by a number that no machine has.
    private static final long NO_LIMIT = 1L << 60;

    static Cgroup of(ProcReader proc) {
        Path root = proc.proc().resolveSibling("sys").resolve("fs").resolve("cgroup");
        String path = "";
        String memoryPath = "";
        String cpuPath = "";
        for (String line : proc.lines("self/cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            String relative = parts[2].startsWith("/") ? parts[2].substring(1) : parts[2];
            switch (parts[1]) {
                case "" -> path = relative;
                case "memory" -> memoryPath = relative;
                case "cpu,cpuacct", "cpu" -> cpuPath = relative;
                default -> {
                    // Another controller: nothing is read of it.
                }
            }
        }
        return new Cgroup(List.of(
                root.resolve(path),
                root,
                root.resolve("memory").resolve(memoryPath),
                root.resolve("memory"),
                root.resolve("cpu").resolve(cpuPath),
                root.resolve("cpu")));
    }

    Optional<Long> memoryLimit() {
        return first("memory.max")
                .or(() -> first("memory.limit_in_bytes"))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .filter(limit -> limit < NO_LIMIT);
    }

    Optional<Long> memoryUsed() {
        return first("memory.current")
                .or(() -> first("memory.usage_in_bytes"))
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    /// How many cores' worth of time it gets.
    Optional<Double> cpuLimit() {
        Optional<Double> second = first("cpu.max")
                .map(text -> text.split("\\s+", -1))
                .filter(words -> words.length == 2 && !words[0].equals("max"))
                .map(words -> Double.parseDouble(words[0]) / Double.parseDouble(words[1]));
        return second.or(() -> first("cpu.cfs_quota_us")
                .filter(text -> !text.startsWith("-"))
                .flatMap(quota -> first("cpu.cfs_period_us")
                        .map(period -> Double.parseDouble(quota) / Double.parseDouble(period))));
    }

    private Optional<String> first(String file) {
        for (Path folder : folders) {
            Optional<String> text = read(folder.resolve(file));
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> read(Path file) {
        // Most files are another version's: looking first is far cheaper than an exception for each.
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            // No such controller: another folder may have it.
            return Optional.empty();
        }
    }
}
