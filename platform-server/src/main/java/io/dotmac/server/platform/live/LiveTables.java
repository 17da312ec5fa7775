package io.dotmac.server.platform.live;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The latest row of everything, by topic and key: those of all, and those of each tenant, so that what one tenant asks
/// for costs nothing of the others. For use under the hub's lock.
final class LiveTables {
    private final Table all = new Table();
    private final Map<TenantId, Table> byTenant = new HashMap<>();

    /// A row and whose it is.
    ///
    /// @param tenant whose
    /// @param row the row
    private record Owned(TenantId tenant, LiveRow row) {}

    /// Rows in the order of their keys.
    private static final class Table {
        private final Map<Topic, NavigableMap<String, Owned>> rows = new EnumMap<>(Topic.class);

        NavigableMap<String, Owned> of(Topic topic) {
            return rows.computeIfAbsent(topic, one -> new TreeMap<>());
        }
    }

    /// Whether that changed anything.
    boolean put(TenantId tenant, LiveRow row) {
        Owned next = new Owned(tenant, row);
        Owned before = all.of(row.topic()).put(row.key(), next);
        if (next.equals(before)) {
            return false;
        }
        if (before != null && !before.tenant.equals(tenant)) {
            of(before.tenant).of(row.topic()).remove(row.key());
        }
        of(tenant).of(row.topic()).put(row.key(), next);
        return true;
    }

    /// Whose row it was, if there was one.
    Optional<TenantId> remove(Topic topic, String key) {
        Optional<TenantId> owner =
                Optional.ofNullable(all.of(topic).remove(key)).map(Owned::tenant);
        owner.ifPresent(tenant -> of(tenant).of(topic).remove(key));
        return owner;
    }

    List<LiveRow> all(Scope scope, Topic topic) {
        return slice(scope, topic, new LiveHub.Slice("", "", Integer.MAX_VALUE));
    }

    /// In the order of their keys.
    List<LiveRow> slice(Scope scope, Topic topic, LiveHub.Slice slice) {
        boolean fromPrefix = slice.after().compareTo(slice.prefix()) < 0;
        NavigableMap<String, Owned> rows =
                seen(scope, topic).tailMap(fromPrefix ? slice.prefix() : slice.after(), fromPrefix);
        List<LiveRow> found = new ArrayList<>();
        for (Map.Entry<String, Owned> entry : rows.entrySet()) {
            if (found.size() == slice.limit() || !entry.getKey().startsWith(slice.prefix())) {
                break;
            }
            found.add(entry.getValue().row);
        }
        return found;
    }

    Optional<LiveRow> find(Scope scope, Topic topic, String key) {
        return Optional.ofNullable(seen(scope, topic).get(key)).map(Owned::row);
    }

    private NavigableMap<String, Owned> seen(Scope scope, Topic topic) {
        return scope.tenant().map(this::of).orElse(all).of(topic);
    }

    private Table of(TenantId tenant) {
        return byTenant.computeIfAbsent(tenant, one -> new Table());
    }
}
