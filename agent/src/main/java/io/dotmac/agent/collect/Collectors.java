package io.dotmac.agent.collect;

import io.dotmac.agent.collect.docker.DockerCollector;
import io.dotmac.agent.collect.kubernetes.KubernetesCollector;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.DockerConfig;
import io.dotmac.agent.config.KubernetesConfig;
import io.dotmac.agent.pace.Pace;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The collectors that a configuration asks for; none costs anything when it does not.
public final class Collectors implements AutoCloseable {
    private final AgentConfig config;
    private final Pace pace;
    private final Clock clock;
    private final CollectSink sink;
    private @Nullable DockerCollector docker;
    private @Nullable KubernetesCollector kubernetes;

    /// @param pace how often the use of resources is measured
    /// @param sink takes what is found
    public Collectors(AgentConfig config, Pace pace, Clock clock, CollectSink sink) {
        this.config = config;
        this.pace = pace;
        this.clock = clock;
        this.sink = sink;
    }

    /// How many dependencies they tell of.
    public static int dependencies(AgentConfig config) {
        return (config.docker() == null ? 0 : 1) + (config.kubernetes() == null ? 0 : 1);
    }

    /// Starts them; returns at once.
    public synchronized void start() {
        DockerConfig wanted = config.docker();
        if (wanted != null) {
            docker = new DockerCollector(wanted, pace, clock, sink);
            docker.start();
        }
        KubernetesConfig cluster = config.kubernetes();
        if (cluster != null) {
            kubernetes = new KubernetesCollector(cluster, clock, sink);
            kubernetes.start();
        }
    }

    /// The container engine, for logs and restarts.
    public synchronized Optional<DockerCollector> docker() {
        return Optional.ofNullable(docker);
    }

    @Override
    public synchronized void close() {
        if (docker != null) {
            docker.close();
            docker = null;
        }
        if (kubernetes != null) {
            kubernetes.close();
            kubernetes = null;
        }
    }
}
