package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.InvalidConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Looks at everything, one thing after the other; what fails does not keep it from the next.
public final class Doctor {
    private final Path file;
    private final Clock clock;

    /// @param file of the configuration
    public Doctor(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /// What was found, in the order in which a new agent is set up.
    public List<Advice> examine() throws InterruptedException {
        List<Advice> advices = new ArrayList<>();
        advices.addAll(ProgramCheck.advices());
        AgentConfig config;
        try {
            config = AgentConfig.load(file);
        } catch (InvalidConfig e) {
            e.violations()
                    .forEach(each -> advices.add(Advice.fail("configuration", each, "correct " + file + " there")));
            return advices;
        }
        advices.add(Advice.ok(
                "configuration",
                file + ", node " + config.nodeName() + ", " + config.targets().size() + " targets"));
        advices.addAll(new FileCheck(file, config).advices());
        advices.addAll(new ClockCheck(Path.of("/")).advices());
        advices.addAll(new ServerCheck(config, clock).advices());
        advices.addAll(new LogInCheck(config, clock).advices());
        advices.addAll(new TargetCheck(config).advices());
        advices.addAll(new EngineCheck(config).advices());
        return advices;
    }
}
