package io.dotmac.packaging.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Resident memory of processes, from `/proc`.
final class Memory {
    private static final double KIB_PER_MIB = 1024;

    private Memory() {}

    /// Resident set of a process in MiB.
    static double residentMib(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .findFirst()
                            .orElse(0)
                    / KIB_PER_MIB;
        }
    }

    /// As text, whole MiB.
    static String text(double mib) {
        return Math.round(mib) + " MiB";
    }
}
