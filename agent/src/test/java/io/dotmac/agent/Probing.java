package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.report.Report;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An embedded agent whose reports a test can look at.
public final class Probing implements AutoCloseable {
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final Map<String, DependencyState> dependencies = new ConcurrentHashMap<>();
    private final Map<String, ReplicationLink> links = new ConcurrentHashMap<>();
    private final Agent agent;

    /// Starts an agent for these targets, a YAML list.
    public static Probing of(String targets) {
        return new Probing(AgentConfig.parse("""
                node: {name: test-1}
                health-interval: 1s
                interval: 1s
                targets:
                """ + targets, Map.of()));
    }

    private Probing(AgentConfig config) {
        agent = Agent.probing(config, this::take);
        agent.start();
    }

    private void take(Report report) {
        reports.add(report);
        report.dependencies().forEach(state -> dependencies.put(state.name(), state));
        report.replication().forEach(link -> links.put(link.name(), link));
    }

    /// All reports so far.
    public List<Report> reports() {
        return reports;
    }

    /// What was last reported of a target.
    public Optional<DependencyState> dependency(String name) {
        return Optional.ofNullable(dependencies.get(name));
    }

    /// What was last reported of a copy.
    public Optional<ReplicationLink> link(String name) {
        return Optional.ofNullable(links.get(name));
    }

    /// How far a copy is behind, in seconds; fails where that is not known, so that a test can wait for it.
    public static double lag(ReplicationLink link) {
        return link.lagSeconds().orElseThrow(() -> new AssertionError("no lag: " + link));
    }

    @Override
    public void close() {
        agent.close();
    }
}
