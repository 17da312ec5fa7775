package io.dotmac.tui;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.console.live.DirectSource;
import io.dotmac.model.report.Report;
import java.util.function.Consumer;

/// The console's own probes: an agent inside it that reports to nobody else.
///
/// @param config of the agent, checked
record DirectProbes(AgentConfig config) implements DirectSource {
    @Override
    public AutoCloseable start(Consumer<Report> sink) {
        Agent agent = Agent.probing(config, sink);
        agent.start();
        return agent;
    }

    @Override
    public String nodeName() {
        return config.nodeName();
    }
}
