package io.dotmac.agent.report;

import io.dotmac.agent.probe.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the agent itself costs.
public final class SelfFigures {
    private static final Path STATUS = Path.of("/proc/self/status");

    private SelfFigures() {}

    /// Memory, threads and the like, as of now.
    public static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .ifPresent(millis -> samples.add(Sample.of("process_cpu_seconds_total", millis / 1e3)));
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    String[] words = line.split("\\s+", -1);
                    samples.add(Sample.of("process_resident_memory_bytes", Double.parseDouble(words[1]) * 1024));
                }
            }
        } catch (IOException e) {
            // Only Linux tells it this way.
            return samples;
        }
        return samples;
    }
}
