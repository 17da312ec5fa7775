package io.dotmac.agent.command;

import io.dotmac.agent.collect.docker.DockerCollector;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.DockerConfig;
import io.dotmac.model.order.Order;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// Where orders are carried out: one method for each kind, and no other way in.
public final class Workshop {
    private final Supplier<AgentConfig> config;
    private final Supplier<Optional<DockerCollector>> docker;
    private final Supplier<Diagnosis.Inside> inside;
    private final Clock clock;

    /// @param config as it is in force when an order comes
    /// @param docker the container engine, where one is watched
    /// @param inside how the agent itself does
    public Workshop(
            Supplier<AgentConfig> config,
            Supplier<Optional<DockerCollector>> docker,
            Supplier<Diagnosis.Inside> inside,
            Clock clock) {
        this.config = config;
        this.docker = docker;
        this.inside = inside;
        this.clock = clock;
    }

    /// Carries an order out and returns one line about it.
    ///
    /// @param answers take what it brings
    String carryOut(Order order, Answers answers) throws InterruptedException {
        return switch (order) {
            case Order.Probe probe -> ProbeNow.run(config.get(), probe.target(), answers::line, clock);
            case Order.Logs logs -> ContainerLogs.run(engine(), logs, answers);
            case Order.Restart restart -> restart(restart.container());
            case Order.Diagnose() -> {
                Diagnosis.of(config.get(), inside.get(), clock).forEach(answers::line);
                yield "no secret is in it";
            }
        };
    }

    private String restart(String container) {
        DockerCollector collector = engine();
        DockerConfig allowed = config.get().docker();
        if (allowed == null || !allowed.allowRestart()) {
            throw new NotPossible("this agent restarts nothing: docker.allow-restart is not true in its own file");
        }
        try {
            collector.restart(container);
            return "restarted " + container;
        } catch (IllegalArgumentException e) {
            throw new NotPossible(String.valueOf(e.getMessage()));
        }
    }

    private DockerCollector engine() {
        return docker.get().orElseThrow(() -> new NotPossible("this agent watches no container engine"));
    }
}
