package io.dotmac.server.platform.live;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The latest row of everything, by topic and key. For use under the hub's lock.
final class LiveTables {
    private final Map<Topic, NavigableMap<String, Owned>> rowsByTopic = new EnumMap<>(Topic.class);

    /// A row and whose it is.
    ///
    /// @param tenant whose
    /// @param row the row
    record Owned(TenantId tenant, LiveRow row) {}

    LiveTables() {
        for (Topic topic : Topic.values()) {
            rowsByTopic.put(topic, new TreeMap<>());
        }
    }

    /// Whether that changed anything.
    boolean put(TenantId tenant, LiveRow row) {
        Owned next = new Owned(tenant, row);
        return !next.equals(rows(row.topic()).put(row.key(), next));
    }

    /// Whose row it was, if there was one.
    Optional<TenantId> remove(Topic topic, String key) {
        return Optional.ofNullable(rows(topic).remove(key)).map(Owned::tenant);
    }

    List<LiveRow> all(Scope scope, Topic topic) {
        return slice(scope, topic, new LiveHub.Slice("", "", Integer.MAX_VALUE));
    }

    /// In the order of their keys.
    List<LiveRow> slice(Scope scope, Topic topic, LiveHub.Slice slice) {
        boolean fromPrefix = slice.after().compareTo(slice.prefix()) < 0;
        NavigableMap<String, Owned> rows = rows(topic).tailMap(fromPrefix ? slice.prefix() : slice.after(), fromPrefix);
        List<LiveRow> found = new ArrayList<>();
        for (Map.Entry<String, Owned> entry : rows.entrySet()) {
            if (found.size() == slice.limit() || !entry.getKey().startsWith(slice.prefix())) {
                break;
            }
            if (scope.covers(entry.getValue().tenant)) {
                found.add(entry.getValue().row);
            }
        }
        return found;
    }

    Optional<LiveRow> find(Scope scope, Topic topic, String key) {
        return Optional.ofNullable(rows(topic).get(key))
                .filter(owned -> scope.covers(owned.tenant))
                .map(Owned::row);
    }

    private NavigableMap<String, Owned> rows(Topic topic) {
        NavigableMap<String, Owned> rows = rowsByTopic.get(topic);
        if (rows == null) {
            throw new IllegalStateException("no table for " + topic);
        }
        return rows;
    }
}
