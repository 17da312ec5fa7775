package io.dotmac.agent.local;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.report.SeriesName;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Makes Prometheus' families of what was reported last. Used once for each page.
final class Exposition {
    private static final Map<DependencyKind, String> UP_BY_KIND = Map.of(
            DependencyKind.POSTGRESQL, "pg_up",
            DependencyKind.REDIS, "redis_up",
            DependencyKind.PGBOUNCER, "pgbouncer_up",
            DependencyKind.VAULT, "vault_up");
    private static final Family UNLISTED = new Family("", Collector.Type.UNKNOWN, "part", 1, "As it was measured.");

    private final Map<String, Family> families;
    private final Map<String, MetricFamilySamples> byName = new TreeMap<>();

    private Exposition(Map<String, Family> families) {
        this.families = families;
    }

    /// @param families how measured values are shown
    static Enumeration<MetricFamilySamples> of(Latest.View view, Map<String, Family> families, String version) {
        Exposition page = new Exposition(families);
        page.add(
                "dotmac_agent_build_info",
                Collector.Type.GAUGE,
                "The program that runs.",
                Map.of("version", version),
                1);
        view.dependencies().forEach(page::add);
        view.links().forEach(page::add);
        view.containers().forEach(page::add);
        view.workloads().forEach(page::add);
        view.values().forEach(page::add);
        return Collections.enumeration(page.byName.values());
    }

    private void add(DependencyState state) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("target", state.name());
        labels.put("kind", word(state.kind()));
        if (state.health() != Health.UNKNOWN) {
            double up = state.health() == Health.DOWN ? 0 : 1;
            add(
                    "probe_success",
                    Collector.Type.GAUGE,
                    "Whether a target works; absent while that is unknown.",
                    labels,
                    up);
            String known = UP_BY_KIND.get(state.kind());
            if (known != null) {
                add(known, Collector.Type.GAUGE, "Whether the server answers.", Map.of("target", state.name()), up);
            }
        }
        add(
                "dotmac_target_severity",
                Collector.Type.GAUGE,
                "How much a target's state matters, as Nagios has it: 0 ok, 1 warning, 2 critical, 3 unknown.",
                labels,
                nagios(state.severity()));
        for (Health health : Health.values()) {
            Map<String, String> each = new LinkedHashMap<>(labels);
            each.put("health", word(health));
            add(
                    "dotmac_target_health",
                    Collector.Type.GAUGE,
                    "1 for the state that a target is in.",
                    each,
                    is(state, health));
        }
    }

    private static double nagios(Severity severity) {
        return switch (severity) {
            case OK, INFO, MAINTENANCE -> 0;
            case MINOR -> 1;
            case MAJOR, CRITICAL -> 2;
            case STALE -> 3;
        };
    }

    private static double is(DependencyState state, Health health) {
        return state.health() == health ? 1 : 0;
    }

    private void add(ReplicationLink link) {
        String prefix = link.kind() == ReplicationKind.REDIS ? "redis_replication_" : "pg_replication_";
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("link", link.name());
        labels.put("kind", word(link.kind()));
        labels.put("primary", link.primary());
        labels.put("standby", link.standby());
        link.lagSeconds()
                .filter(_ -> !link.lagIsLowerBound())
                .ifPresent(lag -> add(
                        prefix + "lag_seconds",
                        Collector.Type.GAUGE,
                        "Age of the oldest change that a copy lacks; absent while unknown, never 0 instead.",
                        labels,
                        lag));
        link.lagBytes()
                .ifPresent(lag -> add(
                        prefix + "lag_bytes",
                        Collector.Type.GAUGE,
                        "Log that a copy has yet to apply.",
                        labels,
                        (double) lag));
        add(
                prefix + "link_up",
                Collector.Type.GAUGE,
                "Whether a copy follows its primary.",
                labels,
                link.health() == Health.UP || link.health() == Health.DEGRADED ? 1 : 0);
    }

    private void add(ContainerState container) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("name", container.name());
        labels.put("image", container.image());
        add(
                "container_running",
                Collector.Type.GAUGE,
                "Whether a container runs.",
                labels,
                container.phase() == ContainerPhase.RUNNING ? 1 : 0);
        add(
                "container_restarts_total",
                Collector.Type.COUNTER,
                "Restarts by a container's policy.",
                labels,
                container.restarts());
    }

    private void add(WorkloadState workload) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("kind", word(workload.kind()));
        labels.put("namespace", workload.namespace());
        labels.put("name", workload.name());
        workload.ready()
                .ifPresent(ready ->
                        add("kube_workload_ready", Collector.Type.GAUGE, "Parts that are ready.", labels, ready));
        workload.desired()
                .ifPresent(wanted -> add(
                        "kube_workload_desired", Collector.Type.GAUGE, "Parts that there should be.", labels, wanted));
        add(
                "kube_workload_restarts_total",
                Collector.Type.COUNTER,
                "Restarts of a workload's containers.",
                labels,
                workload.restarts());
    }

    private void add(SeriesName series, double value) {
        if (series.metric().equals(Metrics.DEPENDENCY_UP) || series.metric().startsWith("replication_lag_")) {
            return;
        }
        Family family = families.getOrDefault(series.metric(), UNLISTED);
        String name = family.name().isEmpty() ? snake(series.metric()) : family.name();
        Map<String, String> labels = new LinkedHashMap<>();
        if (!series.target().equals(Metrics.HOST_TARGET) && !series.target().equals(Metrics.AGENT_TARGET)) {
            labels.put("target", series.target());
        }
        if (!series.instance().isEmpty()) {
            labels.put(family.label().isEmpty() ? "part" : family.label(), series.instance());
        }
        add(name, family.type(), family.help(), labels, value * family.factor());
    }

    private void add(String name, Collector.Type type, String help, Map<String, String> labels, double value) {
        MetricFamilySamples family =
                byName.computeIfAbsent(name, _ -> new MetricFamilySamples(name, type, help, new ArrayList<>()));
        family.samples.add(new MetricFamilySamples.Sample(
                name, List.copyOf(labels.keySet()), List.copyOf(labels.values()), value));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// A name that Prometheus' own checker accepts.
    private static String snake(String metric) {
        return metric.replaceAll("([a-z])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9_]", "_")
                .toLowerCase(Locale.ROOT);
    }
}
