package io.dotmac.gui;

import io.dotmac.console.live.Samples;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Ready-made rows.
final class Rows {
    private Rows() {}

    static NodeId id(String node) {
        return new NodeId(UUID.nameUUIDFromBytes(node.getBytes(StandardCharsets.UTF_8)));
    }

    static LiveRow.Node node(String name, NodeState state, Severity severity, Instant at) {
        int load = Math.floorMod(name.hashCode(), 50);
        return new LiveRow.Node(
                id(name),
                "northnet",
                name,
                state,
                severity,
                at.minusSeconds(86_400),
                Optional.of(at),
                10_000,
                "0.1.0",
                "Debian 12",
                Optional.of(3L),
                Optional.of(new HostSummary(
                        Optional.of(4.0 + load),
                        Optional.of(31.0 + load),
                        Optional.of(20.0 + load),
                        Optional.of(0.2),
                        Optional.of(864_000L))),
                severity == Severity.OK ? 4 : 3,
                4);
    }

    static LiveRow.Alert alert(String fingerprint, String node, Instant at) {
        return Samples.alert(fingerprint, "Redis sessions is down", Map.of("node", node), Alert.Facts.NONE, at);
    }

    static LiveRow.Container container(String node, String name, Instant at) {
        ContainerState state = new ContainerState(
                name,
                "docker",
                "4f5e",
                "registry.example.net/" + name + ":1",
                ContainerPhase.RUNNING,
                Health.UP,
                Severity.OK,
                Optional.empty(),
                "",
                Optional.empty(),
                0,
                Optional.of(at),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                at,
                at,
                Map.of());
        return new LiveRow.Container(id(node), node, "northnet", state, at);
    }

    static LiveRow.Dependency dependency(
            String node, DependencyKind kind, String name, Severity severity, String summary, Instant at) {
        boolean up = severity == Severity.OK || severity == Severity.INFO;
        boolean down = severity == Severity.CRITICAL;
        DependencyState state = new DependencyState(
                name,
                kind,
                up ? Health.UP : down ? Health.DOWN : Health.DEGRADED,
                severity,
                Optional.empty(),
                down ? Optional.of(ErrorClass.REFUSED) : Optional.empty(),
                summary,
                at.minusSeconds(up ? 7_200 : 41),
                at,
                down ? Optional.empty() : Optional.of(up ? 0.8 + Math.floorMod(name.hashCode(), 9) : 1_420.0),
                Map.of("version", "7.2", "port", "6379"));
        return new LiveRow.Dependency(id(node), node, "northnet", state, at);
    }

    static LiveRow.Replication link(
            String node, String standby, LinkState state, Optional<Double> lag, Severity severity, Instant at) {
        ReplicationLink link = new ReplicationLink(
                standby,
                ReplicationKind.POSTGRESQL_PHYSICAL,
                "7391234567890123456",
                node,
                standby,
                state,
                standby.endsWith("2") ? "quorum" : "async",
                lag,
                state == LinkState.CUT,
                lag.map(seconds -> Math.round(seconds * 2_300_000)),
                Optional.of("slot_" + standby.replace('-', '_')),
                lag.map(seconds -> Math.round(seconds * 2_300_000) + 1_000_000),
                severity == Severity.OK ? Health.UP : Health.DEGRADED,
                severity,
                Optional.empty(),
                severity == Severity.OK ? "streaming" : "replica falling behind",
                at.minusSeconds(360),
                at,
                Map.of("wal_level", "replica"));
        return new LiveRow.Replication(id(node), node, "northnet", link, at);
    }
}
