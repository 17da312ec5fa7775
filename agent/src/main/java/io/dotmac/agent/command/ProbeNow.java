package io.dotmac.agent.command;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Probes;
import java.time.Clock;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Checks one target at once, over connections of its own, so that what is warm hides nothing.
final class ProbeNow {
    private ProbeNow() {}

    static String run(AgentConfig config, String name, Consumer<String> lines, Clock clock)
            throws InterruptedException {
        TargetConfig target = config.targets().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NotPossible("this agent has no target " + name));
        Pace pace = new Pace(config.interval(), System::nanoTime);
        try (Probe probe = Probes.probe(config, target, pace, clock)) {
            Finding finding = probe.check();
            lines.accept("health " + word(finding.health()));
            lines.accept("severity " + word(finding.severity()));
            if (finding.latencyMillis() != null) {
                lines.accept(String.format(Locale.ROOT, "latency %.1f ms", finding.latencyMillis()));
            }
            if (finding.error() != null) {
                lines.accept("error " + word(finding.error()));
            }
            if (finding.reason() != null) {
                lines.accept("unknown because " + word(finding.reason()));
            }
            new TreeMap<>(finding.facts()).forEach((key, value) -> lines.accept(key + " " + value));
            return finding.summary();
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
