package io.dotmac.agent;

import io.dotmac.agent.collect.Collectors;
import io.dotmac.agent.collect.docker.DockerCollector;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Probes;
import io.dotmac.agent.report.Extras;
import io.dotmac.agent.report.Reporter;
import io.dotmac.agent.report.Sequence;
import io.dotmac.model.report.Report;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/// What works by one configuration: probes, collectors, and the reporter that they tell. Another configuration takes
/// other parts; the link, the numbers of reports and the spool outlive them.
final class Parts implements AutoCloseable {
    private final AgentConfig config;
    private final Reporter reporter;
    private final Probes probes;
    private final Collectors collectors;

    /// What all parts share, whatever the configuration.
    ///
    /// @param extras what the link adds to reports
    /// @param out takes the reports
    record Ground(Pace pace, Clock clock, Sequence sequence, Extras extras, Consumer<Report> out) {}

    private Parts(AgentConfig config, Ground ground) {
        this.config = config;
        reporter = new Reporter(
                config, ground.pace(), ground.clock(), ground.sequence(), Version.TEXT, ground.extras(), ground.out());
        probes = new Probes(config, ground.pace(), ground.clock(), reporter);
        collectors = new Collectors(config, ground.pace(), ground.clock(), reporter);
    }

    static Parts start(AgentConfig config, Ground ground) {
        Parts parts = new Parts(config, ground);
        parts.reporter.start();
        parts.probes.start();
        parts.collectors.start();
        return parts;
    }

    AgentConfig config() {
        return config;
    }

    Reporter reporter() {
        return reporter;
    }

    Optional<DockerCollector> docker() {
        return collectors.docker();
    }

    @Override
    public void close() {
        probes.close();
        collectors.close();
        reporter.close();
    }
}
