package io.dotmac.server.alert;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.WorkloadState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What rules can watch beside the samples themselves: states as numbers, and figures that follow from several samples.
final class Signals {
    static final String AGENT_SILENT = "agent_silent";
    static final String DEPENDENCY_DOWN = "dependency_down";
    static final String DEPENDENCY_DEGRADED = "dependency_degraded";
    static final String REPLICATION_DOWN = "replication_down";
    static final String SLOT_KEEPS_GIB = "replication_slot_keeps_gib";
    static final String RESTART_LOOP = "restart_loop";
    static final String OOM_KILL = "oom_kill";
    static final String CERTIFICATE_DAYS = "certificate_days_left";
    static final String DB_CONNECTIONS_PERCENT = "db_connections_used_percent";
    static final String POOL_USE_PERCENT = "pool_used_percent";
    static final String HTTP_5XX_PERCENT = "http_5xx_percent";
    static final String HTTP_P99_SECONDS = "http_p99_seconds";

    private static final String CERTIFICATE_END = "probe_ssl_earliest_cert_expiry";
    private static final Set<String> STATES = Set.of(
            AGENT_SILENT,
            DEPENDENCY_DOWN,
            DEPENDENCY_DEGRADED,
            REPLICATION_DOWN,
            SLOT_KEEPS_GIB,
            RESTART_LOOP,
            OOM_KILL);
    private static final Map<String, String> PARTS = Map.of(
            "pg_stat_activity_count",
            DB_CONNECTIONS_PERCENT,
            "pg_settings_max_connections",
            DB_CONNECTIONS_PERCENT,
            "pgbouncer_used_clients",
            POOL_USE_PERCENT,
            "pgbouncer_config_max_client_connections",
            POOL_USE_PERCENT,
            CERTIFICATE_END,
            CERTIFICATE_DAYS);
    private static final Set<String> FLEETING =
            Set.of(DB_CONNECTIONS_PERCENT, POOL_USE_PERCENT, HTTP_5XX_PERCENT, HTTP_P99_SECONDS);
    private static final double GIB = 1024.0 * 1024 * 1024;
    private static final int LOOP = 3;

    private Signals() {}

    /// A value of a series; not a number where it is not known.
    record Signal(Series series, double value) {}

    /// A value of a series at a time.
    record Timed(Series series, double value, Instant at) {}

    /// Whether values of a metric hold until they change.
    static boolean holds(String metric) {
        return STATES.contains(metric);
    }

    /// Whether a metric is a state of that topic's rows.
    static boolean isOf(Topic topic, String metric) {
        return switch (topic) {
            case NODES -> metric.equals(AGENT_SILENT);
            case DEPENDENCIES -> metric.equals(DEPENDENCY_DOWN) || metric.equals(DEPENDENCY_DEGRADED);
            case REPLICATION -> metric.equals(REPLICATION_DOWN) || metric.equals(SLOT_KEEPS_GIB);
            case CONTAINERS, WORKLOADS -> metric.equals(RESTART_LOOP) || metric.equals(OOM_KILL);
            case ALERTS -> false;
        };
    }

    /// Whether a figure follows from several samples or from the server itself, and so cannot be told of stored ones.
    static boolean isFleeting(String metric) {
        return FLEETING.contains(metric);
    }

    /// The metric that is stored of which a figure is told.
    static String stored(String metric) {
        return metric.equals(CERTIFICATE_DAYS) ? CERTIFICATE_END : metric;
    }

    /// The figure that a stored value stood for at that time.
    static double figure(String metric, double stored, Instant at) {
        return metric.equals(CERTIFICATE_DAYS) ? daysLeft(stored, at) : stored;
    }

    private static double daysLeft(double end, Instant now) {
        return (end - now.getEpochSecond()) / Duration.ofDays(1).toSeconds();
    }

    /// Whether a metric is part of a figure that is watched.
    static boolean isPart(String metric) {
        return PARTS.containsKey(metric);
    }

    /// States of a live row as numbers.
    static List<Signal> of(LiveRow row) {
        return switch (row) {
            case LiveRow.Node node -> List.of(signal(AGENT_SILENT, "", node.state() == NodeState.DOWN ? 1 : 0));
            case LiveRow.Dependency dependency -> dependency(dependency.state());
            case LiveRow.Replication replication -> link(replication.link());
            case LiveRow.Container container -> container(container.state());
            case LiveRow.Workload workload -> workload(workload.state());
            case LiveRow.Alert alert -> List.of();
        };
    }

    /// Figures that follow from the samples of one report; `now` is the time that they are told for.
    static List<Timed> of(Samples samples, Instant now) {
        Map<String, double[]> sums = new HashMap<>();
        List<Timed> found = new ArrayList<>();
        for (int row = 0; row < samples.size(); row++) {
            SeriesName name = samples.names().get(samples.name()[row]);
            String figure = PARTS.get(name.metric());
            if (figure == null) {
                continue;
            }
            double value = samples.value()[row];
            if (figure.equals(CERTIFICATE_DAYS)) {
                found.add(new Timed(new Series(figure, name.target(), name.instance()), daysLeft(value, now), now));
                continue;
            }
            boolean most = name.metric().contains("max_");
            double[] sum = sums.computeIfAbsent(
                    figure + " " + samples.after()[row] + " " + name.target(), key -> new double[2]);
            sum[most ? 1 : 0] += value;
            if (most) {
                sum[1] = value;
            }
        }
        sums.forEach((key, sum) -> {
            if (sum[1] > 0) {
                String[] parts = key.split(" ", 3);
                found.add(new Timed(new Series(parts[0], parts[2], ""), 100 * sum[0] / sum[1], now));
            }
        });
        return found;
    }

    private static List<Signal> dependency(DependencyState state) {
        double degraded = switch (state.health()) {
            case UP, DOWN -> 0;
            case UNKNOWN -> Double.NaN;
            case DEGRADED -> state.severity().compareTo(Severity.MAJOR) >= 0 ? 2 : 1;
        };
        return List.of(
                signal(DEPENDENCY_DOWN, state.name(), down(state.health())),
                signal(DEPENDENCY_DEGRADED, state.name(), degraded));
    }

    private static List<Signal> link(ReplicationLink link) {
        double noSlot = link.health() == Health.UP ? 0 : Double.NaN;
        double keeps = link.slotKeepsBytes().map(bytes -> bytes / GIB).orElse(noSlot);
        return List.of(
                signal(REPLICATION_DOWN, link.name(), down(link.health())), signal(SLOT_KEEPS_GIB, link.name(), keeps));
    }

    private static List<Signal> container(ContainerState state) {
        if (state.health() == Health.UNKNOWN) {
            return List.of(signal(RESTART_LOOP, state.name(), Double.NaN), signal(OOM_KILL, state.name(), Double.NaN));
        }
        boolean loops = state.phase() == ContainerPhase.RESTARTING || number(state.facts(), "starts_in_10_min") >= LOOP;
        boolean oom = number(state.facts(), "ooms_in_10_min") > 0
                || (state.phase() != ContainerPhase.RUNNING
                        && "true".equals(state.facts().get("oom_killed")));
        return List.of(signal(RESTART_LOOP, state.name(), loops ? 1 : 0), signal(OOM_KILL, state.name(), oom ? 1 : 0));
    }

    private static List<Signal> workload(WorkloadState state) {
        if (state.health() == Health.UNKNOWN) {
            return List.of(signal(RESTART_LOOP, state.id(), Double.NaN), signal(OOM_KILL, state.id(), Double.NaN));
        }
        return List.of(
                signal(RESTART_LOOP, state.id(), state.state().equals("CrashLoopBackOff") ? 1 : 0),
                signal(OOM_KILL, state.id(), state.cause().startsWith("OOM") ? 1 : 0));
    }

    private static double down(Health health) {
        return switch (health) {
            case DOWN -> 1;
            case UP, DEGRADED -> 0;
            case UNKNOWN -> Double.NaN;
        };
    }

    private static int number(Map<String, String> facts, String name) {
        String text = facts.getOrDefault(name, "");
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    }

    private static Signal signal(String metric, String target, double value) {
        return new Signal(new Series(metric, target, ""), value);
    }
}
