package io.dotmac.agent.collect.docker;

import io.dotmac.agent.Agent;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// An embedded agent that watches one engine; keeps what a server would keep of its reports.
final class Collecting implements AutoCloseable {
    private final Map<String, ContainerState> containers = new ConcurrentHashMap<>();
    private final Map<String, DependencyState> dependencies = new ConcurrentHashMap<>();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final @Nullable Agent agent;

    private Collecting() {
        agent = null;
    }

    static Collecting none() {
        return new Collecting();
    }

    /// @param more keys of the section `docker`, as YAML
    static Collecting of(Path socket, String more) {
        return new Collecting(AgentConfig.parse("""
                node: {name: test-1}
                health-interval: 1s
                interval: 1s
                docker: {socket: %s%s}
                """.formatted(socket, more.isEmpty() ? "" : ", " + more), Map.of()));
    }

    private Collecting(AgentConfig config) {
        agent = Agent.probing(config, this::take);
        agent.start();
    }

    private void take(Report report) {
        reports.add(report);
        report.dependencies().forEach(state -> dependencies.put(state.name(), state));
        report.inventory().ifPresent(inventory -> {
            var part = inventory.containers();
            if (part.complete()) {
                containers.clear();
            }
            part.states().forEach(state -> containers.put(state.name(), state));
            part.gone().forEach(containers::remove);
        });
    }

    List<Report> reports() {
        return reports;
    }

    Optional<ContainerState> container(String name) {
        return Optional.ofNullable(containers.get(name));
    }

    Map<String, ContainerState> containers() {
        return containers;
    }

    String cause(String name) {
        return container(name).map(ContainerState::cause).orElse("(not told of)");
    }

    ContainerPhase phase(String name) {
        return container(name).map(ContainerState::phase).orElse(ContainerPhase.UNKNOWN);
    }

    Optional<DependencyState> engine() {
        return Optional.ofNullable(dependencies.get("docker"));
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
    }
}
