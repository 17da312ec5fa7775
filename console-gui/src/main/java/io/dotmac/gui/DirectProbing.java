package io.dotmac.gui;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.console.live.DirectSource;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.model.report.Report;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The console's own probes: the node agent, embedded, for as long as the server is away.
final class DirectProbing implements DirectSource {
    private final AgentConfig config;

    private DirectProbing(AgentConfig config) {
        this.config = config;
    }

    /// Reads what to probe; throws [io.dotmac.agent.config.InvalidConfig] with all that is wrong.
    static DirectProbing of(Path file) {
        FxThread.forbid("reading the agent's configuration");
        return new DirectProbing(AgentConfig.load(file));
    }

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
