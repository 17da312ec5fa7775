package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.MissingData;
import io.dotmac.model.fleet.Metrics;
import java.util.List;
import java.util.Optional;

/// The rules that every tenant has until it changes them.
final class ShippedRules {
    /// In the order of documents.
    static final List<AlertRule> ALL = List.of(
            above("agent-silent", "agent of {node} is silent", Signals.AGENT_SILENT, "")
                    .critical(0.5),
            above("dependency-down", "{target} is down, seen from {node}", Signals.DEPENDENCY_DOWN, "")
                    .critical(0.5),
            above("dependency-degraded", "{target} is degraded, seen from {node}", Signals.DEPENDENCY_DEGRADED, "")
                    .lasting(60)
                    .edges(0.5, 1.5),
            above("replication-down", "{target} does not replicate", Signals.REPLICATION_DOWN, "")
                    .critical(0.5),
            above("replication-lag", "{target} is {value} behind", Metrics.REPLICATION_LAG_SECONDS, "s")
                    .lasting(30)
                    .margin(5)
                    .edges(30, 300),
            above("slot-retention", "a slot of {target} keeps {value}", Signals.SLOT_KEEPS_GIB, "GiB")
                    .margin(0.5)
                    .edges(5, 20),
            above("container-restart-loop", "{target} restarts again and again", Signals.RESTART_LOOP, "")
                    .critical(0.5),
            above("oom-kill", "{target} was killed for its memory", Signals.OOM_KILL, "")
                    .critical(0.5),
            below("certificate-expiry", "certificate of {target} ends in {value}", Signals.CERTIFICATE_DAYS, "days")
                    .edges(21, 7),
            above("db-connections", "{target} uses {value} of its connections", Signals.DB_CONNECTIONS_PERCENT, "%")
                    .lasting(60)
                    .margin(2)
                    .edges(80, 95),
            above("pool-use", "{target} uses {value} of its places", Signals.POOL_USE_PERCENT, "%")
                    .lasting(60)
                    .margin(2)
                    .edges(80, 95),
            above("host-cpu", "CPU of {node} at {value}", Metrics.HOST_CPU_PERCENT, "%")
                    .lasting(300)
                    .margin(5)
                    .edges(70, 90),
            above("host-memory", "memory of {node} at {value}", Metrics.HOST_MEMORY_PERCENT, "%")
                    .lasting(60)
                    .margin(2)
                    .edges(80, 95),
            above("host-disk", "{instance} of {node} at {value}", Metrics.HOST_DISK_PERCENT, "%")
                    .lasting(60)
                    .margin(1)
                    .edges(80, 90),
            above("http-5xx", "{value} of requests fail at {node}", Signals.HTTP_5XX_PERCENT, "%")
                    .lasting(60)
                    .resolving()
                    .edges(1, 5),
            above("http-p99", "requests take {value} (P99) at {node}", Signals.HTTP_P99_SECONDS, "s")
                    .lasting(60)
                    .resolving()
                    .edges(1, 5));

    private ShippedRules() {}

    /// The shipped rule of a name.
    static Optional<AlertRule> named(String name) {
        return ALL.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    private static Draft above(String name, String summary, String metric, String unit) {
        return new Draft(name, summary, metric, unit, false, 0, 0, MissingData.KEEP);
    }

    private static Draft below(String name, String summary, String metric, String unit) {
        return new Draft(name, summary, metric, unit, true, 0, 0, MissingData.KEEP);
    }

    private record Draft(
            String name,
            String summary,
            String metric,
            String unit,
            boolean below,
            long seconds,
            double back,
            MissingData missing) {
        Draft lasting(long forSeconds) {
            return new Draft(name, summary, metric, unit, below, forSeconds, back, missing);
        }

        Draft margin(double margin) {
            return new Draft(name, summary, metric, unit, below, seconds, margin, missing);
        }

        Draft resolving() {
            return new Draft(name, summary, metric, unit, below, seconds, back, MissingData.RESOLVE);
        }

        AlertRule edges(double warning, double critical) {
            return rule(Optional.of(warning), critical);
        }

        AlertRule critical(double edge) {
            return rule(Optional.empty(), edge);
        }

        private AlertRule rule(Optional<Double> warning, double critical) {
            return new AlertRule(
                    name,
                    summary,
                    metric,
                    Optional.empty(),
                    below,
                    warning,
                    Optional.of(critical),
                    seconds,
                    back,
                    missing,
                    unit,
                    true,
                    true);
        }
    }
}
