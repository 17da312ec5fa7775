package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.LinkedProbe;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Probes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// A probe that a test runs by hand.
public final class Checking implements AutoCloseable {
    private final Probe probe;

    private Checking(String target, Clock clock) {
        AgentConfig config = AgentConfig.parse("node: {name: n}\nhealth-interval: 4s\ntargets:\n- " + target, Map.of());
        TargetConfig only = config.targets().getFirst();
        Pace pace = new Pace(Duration.ofSeconds(10), System::nanoTime);
        probe = Probes.probe(config, only, pace, clock);
    }

    /// The probe for one target, an entry of the YAML list.
    public static Checking of(String target) {
        return new Checking(target, Clock.systemUTC());
    }

    /// The same by another clock.
    public static Checking of(String target, Clock clock) {
        return new Checking(target, clock);
    }

    /// One check of a target.
    public static Finding once(String target) throws InterruptedException {
        try (Checking checking = of(target)) {
            return checking.check();
        }
    }

    /// Checks now.
    public Finding check() throws InterruptedException {
        return probe.check();
    }

    /// Rests as between two checks; ends early when the target has something to say.
    public void rest(Duration longest) throws InterruptedException {
        ((LinkedProbe) probe).rest(longest);
    }

    @Override
    public void close() {
        probe.close();
    }
}
