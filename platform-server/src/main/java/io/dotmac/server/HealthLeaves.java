package io.dotmac.server;

import io.dotmac.server.platform.lifecycle.HealthLeaf;
import io.dotmac.server.platform.lifecycle.HealthLeaf.Status;
import io.dotmac.server.platform.lifecycle.HealthMonitor;
import io.dotmac.server.platform.telemetry.ExportState;
import io.dotmac.server.platform.telemetry.OutboundHttp.TargetState;
import io.dotmac.server.platform.telemetry.RecentCalls;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The eight leaves of `/health/dependencies`: what was measured of the server's own work in the last minutes. Asks
/// nobody, so it answers at once whatever is broken.
final class HealthLeaves {
    private static final double POOL_WARNING = 0.8; // The thresholds of the alerts that operators get.
    private static final double POOL_DOWN = 0.95;

    private final Telemetry telemetry;
    private final HealthMonitor monitor;
    private final boolean scraped;

    /// @param scraped whether `/metrics` is served
    HealthLeaves(Telemetry telemetry, HealthMonitor monitor, boolean scraped) {
        this.telemetry = telemetry;
        this.monitor = monitor;
        this.scraped = scraped;
    }

    List<HealthLeaf> read() {
        return List.of(
                connection("database-connection", "postgresql"),
                pool(),
                queries(),
                connection("redis-connection", "redis"),
                cache(),
                export("trace-endpoint", telemetry.tracing().exports()),
                metrics(),
                external());
    }

    private HealthLeaf connection(String name, String dependency) {
        return monitor.results().stream()
                .filter(one -> one.name().equals(dependency))
                .findAny()
                .map(one -> new HealthLeaf(
                        name,
                        switch (one.status()) {
                            case UP -> Status.UP;
                            case DOWN -> Status.DOWN;
                            case UNKNOWN -> Status.OFF;
                        },
                        one.latencyMillis()
                                .map(millis -> Map.of("latency_millis", millis))
                                .orElse(Map.of()),
                        one.message()))
                .orElseGet(() -> HealthLeaf.off(name, "not used by this process"));
    }

    private HealthLeaf pool() {
        double active = telemetry.value("dotmac_db_pool_active");
        double most = telemetry.value("dotmac_db_pool_max");
        double share = most == 0 ? 0 : active / most;
        Status status = share > POOL_DOWN ? Status.DOWN : share > POOL_WARNING ? Status.WARNING : Status.UP;
        return new HealthLeaf(
                "database-pool",
                status,
                Map.of(
                        "active",
                        active,
                        "idle",
                        telemetry.value("dotmac_db_pool_idle"),
                        "waiting",
                        telemetry.value("dotmac_db_pool_pending"),
                        "max",
                        most),
                status == Status.UP ? "" : "%.0f %% of the connections are in use".formatted(share * 100));
    }

    private HealthLeaf queries() {
        RecentCalls.Figures recent = telemetry.queries().recent();
        Map<String, Double> figures = figures(recent);
        boolean troubled = recent.slow() > 0 || recent.failed() > 0;
        return new HealthLeaf(
                "query-performance",
                troubled ? Status.WARNING : Status.UP,
                figures,
                troubled ? "%d slow and %d failed in the last minutes".formatted(recent.slow(), recent.failed()) : "");
    }

    private HealthLeaf cache() {
        double ratio = telemetry.value("dotmac_cache_hit_ratio");
        return Double.isNaN(ratio)
                ? HealthLeaf.off("cache-hit-rate", "nothing was looked up yet")
                : HealthLeaf.up("cache-hit-rate", Map.of("hit_ratio", ratio));
    }

    private HealthLeaf metrics() {
        if (telemetry.exports().isOn()) {
            return export("metric-collection", telemetry.exports());
        }
        double scrapes = telemetry.value("dotmac_scrapes_total");
        return scraped
                ? HealthLeaf.up("metric-collection", Map.of("scrapes", scrapes))
                : HealthLeaf.off("metric-collection", "metrics.enabled and telemetry.otel-enabled are false");
    }

    private static HealthLeaf export(String name, ExportState state) {
        if (!state.isOn()) {
            return HealthLeaf.off(name, "telemetry.otel-enabled or its part is false");
        }
        return new HealthLeaf(
                name,
                state.lastFailed() ? Status.DOWN : Status.UP,
                Map.of("sent", (double) state.sent(), "lost", (double) state.lost()),
                state.lastFailed() ? "the collector does not take it" : "");
    }

    private HealthLeaf external() {
        Map<String, TargetState> targets = telemetry.outbound().states();
        if (targets.isEmpty()) {
            return HealthLeaf.off("external-apis", "none was asked yet");
        }
        Map<String, Double> figures = new TreeMap<>();
        targets.forEach((name, state) -> {
            figures.put(name + ".calls", (double) state.figures().count());
            figures.put(name + ".failed", (double) state.figures().failed());
            figures.put(name + ".mean_millis", state.figures().meanMillis());
        });
        List<String> down = targets.entrySet().stream()
                .filter(one -> !one.getValue().up())
                .map(Map.Entry::getKey)
                .toList();
        return new HealthLeaf(
                "external-apis",
                down.isEmpty() ? Status.UP : Status.DOWN,
                figures,
                down.isEmpty() ? "" : "no good answer from " + String.join(", ", down));
    }

    private static Map<String, Double> figures(RecentCalls.Figures recent) {
        return Map.of(
                "queries", (double) recent.count(),
                "mean_millis", recent.meanMillis(),
                "max_millis", recent.maxMillis(),
                "slow", (double) recent.slow(),
                "failed", (double) recent.failed());
    }
}
