package io.dotmac.console.live;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Report;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ready-made rows.
public final class Samples {
    public static final NodeId DB_1 = new NodeId(new UUID(1, 1));

    private Samples() {}

    public static NodeId id(int number) {
        return new NodeId(new UUID(1, number));
    }

    public static LiveRow.Node node(NodeId id, String name, Instant at) {
        return node(id, name, NodeState.UP, Severity.OK, at);
    }

    public static LiveRow.Node node(NodeId id, String name, NodeState state, Severity severity, Instant at) {
        return new LiveRow.Node(
                id,
                "northnet",
                name,
                state,
                severity,
                at.minusSeconds(3600),
                Optional.of(at),
                10_000,
                "0.1.0",
                "Debian 12",
                Optional.empty(),
                Optional.empty(),
                2,
                2);
    }

    public static LiveRow.Dependency redis(NodeId node, String nodeName, Health health, Instant at) {
        Severity severity = health == Health.UP ? Severity.OK : Severity.CRITICAL;
        return new LiveRow.Dependency(node, nodeName, "northnet", redisState("sessions", health, severity, at), at);
    }

    public static DependencyState redisState(String name, Health health, Severity severity, Instant at) {
        return new DependencyState(
                name,
                DependencyKind.REDIS,
                health,
                severity,
                Optional.empty(),
                Optional.empty(),
                health == Health.UP ? "ready" : "refused by 127.0.0.1:6379",
                at.minusSeconds(41),
                at,
                Optional.of(0.4),
                Map.of("version", "7.0.15"));
    }

    public static LiveRow.Replication link(
            NodeId node, String name, @Nullable Double lag, Severity severity, Instant at) {
        ReplicationLink link = new ReplicationLink(
                name,
                ReplicationKind.POSTGRESQL_PHYSICAL,
                "7401",
                "lag-db-1",
                name,
                LinkState.STREAMING,
                "async",
                Optional.ofNullable(lag),
                false,
                Optional.of(41_000_000L),
                Optional.of("slot_1"),
                Optional.of(58_000_000L),
                lag == null ? Health.UNKNOWN : Health.UP,
                severity,
                Optional.empty(),
                "follows",
                at.minusSeconds(60),
                at,
                Map.of());
        return new LiveRow.Replication(node, "lag-db-1", "northnet", link, at);
    }

    public static LiveRow.Alert alert(String fingerprint, String summary, Instant at) {
        return alert(fingerprint, summary, Map.of("node", "lag-app-2"), Alert.Facts.NONE, at);
    }

    public static LiveRow.Alert alert(
            String fingerprint, String summary, Map<String, String> labels, Alert.Facts facts, Instant at) {
        return new LiveRow.Alert(
                "northnet",
                new Alert(
                        fingerprint,
                        "redis-down",
                        AlertState.FIRING,
                        Level.CRITICAL,
                        summary,
                        labels,
                        Map.of(),
                        Optional.empty(),
                        1,
                        1,
                        at.minusSeconds(600),
                        Optional.empty(),
                        at,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        facts,
                        ""));
    }

    public static Report report(boolean full, Instant at, DependencyState... states) {
        return new Report(
                "boot",
                1,
                at,
                1,
                full,
                2_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(states),
                List.of(),
                io.dotmac.model.report.Samples.none(at),
                List.of());
    }
}
