package io.dotmac.agent.probe.net;

import io.dotmac.agent.probe.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures the phases of one HTTP exchange: resolve, connect, tls, processing, transfer. Used by one thread.
final class Phases {
    private final Map<String, Long> nanosByPhase = new LinkedHashMap<>();
    private long mark = System.nanoTime();

    /// Ends a phase; the next one begins.
    void end(String phase) {
        long now = System.nanoTime();
        nanosByPhase.put(phase, now - mark);
        mark = now;
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        nanosByPhase.forEach(
                (phase, nanos) -> samples.add(new Sample("probe_http_duration_seconds", phase, nanos / 1e9)));
        return samples;
    }

    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        nanosByPhase.forEach((phase, nanos) -> facts.put(phase + "_ms", millis(nanos)));
        return facts;
    }

    /// As milliseconds with two decimals; a formatter would take as long as the rest of a check.
    static String millis(long nanos) {
        long hundredths = Math.round(nanos / 1e4);
        long rest = hundredths % 100;
        return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
    }
}
