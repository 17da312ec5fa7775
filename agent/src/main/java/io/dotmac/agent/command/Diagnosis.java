package io.dotmac.agent.command;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.DockerConfig;
import io.dotmac.agent.config.KubernetesConfig;
import io.dotmac.agent.config.ServerConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.DependencyState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How the agent does, line by line, for whoever has to find out why it does not do well.
///
/// Settings are told by name, and only those that cannot hold a secret: no password, no header, no address with a
/// log-in in it, no environment.
public final class Diagnosis {
    /// What only the running agent knows.
    ///
    /// @param version of the program
    /// @param samples figures of the agent and its link
    /// @param clockOffsetMillis what its clock is ahead of the server's
    /// @param trouble what an operator should know
    /// @param configuration which is in force
    /// @param dependencies as they were found last
    public record Inside(
            String version,
            List<Sample> samples,
            Optional<Long> clockOffsetMillis,
            Optional<String> trouble,
            String configuration,
            List<DependencyState> dependencies) {
        /// Copies the lists.
        public Inside {
            samples = List.copyOf(samples);
            dependencies = List.copyOf(dependencies);
        }
    }

    private Diagnosis() {}

    static List<String> of(AgentConfig config, Inside inside, Clock clock) {
        List<String> lines = new ArrayList<>();
        lines.add("agent " + inside.version() + " node " + config.nodeName() + " at " + clock.instant());
        lines.add("java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        Runtime runtime = Runtime.getRuntime();
        lines.add("heap " + (runtime.totalMemory() - runtime.freeMemory()) / 1024 + " KiB of "
                + runtime.maxMemory() / 1024 + " KiB, processors " + runtime.availableProcessors());
        lines.add("trouble " + inside.trouble().orElse("none"));
        lines.add("clock "
                + inside.clockOffsetMillis().map(ms -> ms + " ms ahead").orElse("not compared yet"));
        inside.samples().forEach(sample -> lines.add("figure " + figure(sample)));
        lines.add("configuration " + inside.configuration());
        settings(config, lines);
        for (DependencyState state : inside.dependencies()) {
            lines.add("dependency " + state.name() + " "
                    + state.health().name().toLowerCase(Locale.ROOT) + " since " + state.since() + ": "
                    + state.summary());
        }
        return lines;
    }

    private static String figure(Sample sample) {
        return sample.metric() + (sample.instance().isEmpty() ? "" : "{" + sample.instance() + "}") + " "
                + sample.value();
    }

    private static void settings(AgentConfig config, List<String> lines) {
        ServerConfig server = config.server();
        if (server != null) {
            lines.add("server " + server.url().scheme() + "://" + server.url().host() + ":"
                    + server.url().port() + (server.caFile() == null ? "" : " ca-file " + server.caFile()));
        }
        lines.add("state-dir " + config.stateDir());
        lines.add("health-interval " + config.healthInterval() + " interval " + config.interval());
        lines.add("spool max-size " + config.spool().maxBytes() + " max-age "
                + config.spool().maxAge());
        for (TargetConfig target : config.targets()) {
            lines.add("target " + target.name() + " "
                    + target.kind().name().toLowerCase(Locale.ROOT) + " every "
                    + config.schedule(target).interval());
        }
        DockerConfig docker = config.docker();
        if (docker != null) {
            lines.add("docker " + docker.host() + " expected "
                    + docker.expected().size() + " allow-restart " + docker.allowRestart());
        }
        KubernetesConfig kubernetes = config.kubernetes();
        if (kubernetes != null) {
            lines.add("kubernetes cluster " + kubernetes.cluster());
        }
    }
}
