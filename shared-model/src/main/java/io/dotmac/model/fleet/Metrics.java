package io.dotmac.model.fleet;

/// Names of the metrics that screens and rules ask for by name; Prometheus conventions, base units.
public final class Metrics {
    /// Seconds that a copy is behind; target = link name.
    public static final String REPLICATION_LAG_SECONDS = "replication_lag_seconds";
    /// Bytes that a copy is behind; target = link name.
    public static final String REPLICATION_LAG_BYTES = "replication_lag_bytes";
    /// 1 when a dependency is up, else 0; target = dependency name.
    public static final String DEPENDENCY_UP = "dependency_up";
    /// Seconds that the last good check took; target = dependency name.
    public static final String DEPENDENCY_LATENCY_SECONDS = "dependency_latency_seconds";
    /// Busy share of all cores, 0 to 100; target = `host`.
    public static final String HOST_CPU_PERCENT = "host_cpu_percent";
    /// Share of memory that is not available, 0 to 100; target = `host`.
    public static final String HOST_MEMORY_PERCENT = "host_memory_percent";
    /// Used share of a file system, 0 to 100; target = `host`, instance = mount point.
    public static final String HOST_DISK_PERCENT = "host_disk_percent";
    /// Used share of one core, 0 to 100 times the cores; target = `docker`, instance = container.
    public static final String CONTAINER_CPU_PERCENT = "container_cpu_percent";
    /// Memory in use without the page cache that can be dropped; target = `docker`, instance = container.
    public static final String CONTAINER_MEMORY_BYTES = "container_memory_working_set_bytes";
    /// 1 when a target was asked for its parts of a kind and has none; instance = how the names of their metrics begin.
    /// What is merely not told leaves open whether it is there.
    public static final String NO_PARTS = "dotmac_no_parts";
    /// The target of a container engine and of series about its containers.
    public static final String DOCKER_TARGET = "docker";
    /// The target of a Kubernetes cluster.
    public static final String KUBERNETES_TARGET = "kubernetes";
    /// The target of series about the machine itself.
    public static final String HOST_TARGET = "host";
    /// The target of series about the agent itself.
    public static final String AGENT_TARGET = "agent";

    private Metrics() {}
}
