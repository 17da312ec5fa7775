package io.dotmac.console.live;

import io.dotmac.client.PastRows;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Times;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Everything as it stood at a past instant.
///
/// @param at the instant, this console's clock
/// @param tenant slug of the ISP that was asked for, empty for one's own
/// @param rows as they stood
/// @param whole whether these are all rows; else the largest tables are cut
public record Past(Instant at, String tenant, Snapshot rows, boolean whole) {
    /// What a banner says, for example `AS OF 03:12, 4 h ago`.
    public String text(Instant now, ZoneId zone) {
        String cut = whole ? "" : ", the largest tables cut";
        String whose = tenant.isEmpty() ? "" : ", ISP " + Clean.line(tenant);
        return "AS OF " + Times.of(at, now, zone) + ", " + Ages.between(at, now) + " ago" + whose + cut;
    }

    /// @param tenant slug of the ISP that was asked for, empty for one's own
    /// @param offset what the server's clock, by which rows are stamped, is ahead of this console's
    static Past of(Instant at, String tenant, PastRows read, Duration offset) {
        Map<Topic, Map<String, LiveRow>> byTopic = new HashMap<>();
        Map<String, Instant> received = new HashMap<>();
        for (LiveRow row : read.rows()) {
            byTopic.computeIfAbsent(row.topic(), _ -> new LinkedHashMap<>()).put(row.key(), row);
            received.put(Snapshot.id(row), confirmed(row, at, offset));
        }
        Snapshot rows = new Snapshot(
                of(byTopic, Topic.NODES, LiveRow.Node.class),
                of(byTopic, Topic.DEPENDENCIES, LiveRow.Dependency.class),
                of(byTopic, Topic.REPLICATION, LiveRow.Replication.class),
                of(byTopic, Topic.CONTAINERS, LiveRow.Container.class),
                of(byTopic, Topic.WORKLOADS, LiveRow.Workload.class),
                of(byTopic, Topic.ALERTS, LiveRow.Alert.class),
                1,
                Set.of(),
                Map.copyOf(received),
                Optional.empty(),
                offset);
        return new Past(at, tenant, rows, read.whole());
    }

    /// When a row was last confirmed before `at`. History keeps when a row changed, not each time it was heard: a node
    /// that was up then was heard then, and with it all that it watched; a silent one was last heard when it says.
    private static Instant confirmed(LiveRow row, Instant at, Duration offset) {
        Instant server = switch (row) {
            case LiveRow.Node node ->
                node.state() == NodeState.UP ? at.plus(offset) : node.lastSeen().orElse(node.since());
            case LiveRow.Dependency dependency -> dependency.receivedAt();
            case LiveRow.Replication link -> link.receivedAt();
            case LiveRow.Container container -> container.receivedAt();
            case LiveRow.Workload workload -> workload.receivedAt();
            case LiveRow.Alert _ -> at.plus(offset);
        };
        Instant local = server.minus(offset);
        return local.isAfter(at) ? at : local;
    }

    private static <R extends LiveRow> Map<String, R> of(
            Map<Topic, Map<String, LiveRow>> byTopic, Topic topic, Class<R> type) {
        Map<String, R> rows = new LinkedHashMap<>();
        byTopic.getOrDefault(topic, Map.of()).forEach((key, row) -> rows.put(key, type.cast(row)));
        return rows;
    }
}
