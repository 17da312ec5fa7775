package io.dotmac.console.live;

import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The server's rows by topic, put together from frames. Not safe for several threads.
///
/// A snapshot replaces a topic's rows at once when its last part is there, so that a table never shows half of it. Rows
/// stay over a lost session.
final class Tables {
    /// What a frame did.
    enum Effect {
        /// Rows differ.
        CHANGED,
        /// Nothing yet.
        NONE,
        /// Something is missing in between: a fresh snapshot is needed.
        GAP
    }

    private final Map<Topic, Map<String, LiveRow>> rowsByTopic = new EnumMap<>(Topic.class);
    private final Map<Topic, Long> versionByTopic = new EnumMap<>(Topic.class);
    private final Map<Topic, List<LiveRow>> partsByTopic = new EnumMap<>(Topic.class);
    private final Map<Topic, Integer> nextPartByTopic = new EnumMap<>(Topic.class);

    Tables() {
        for (Topic topic : Topic.values()) {
            rowsByTopic.put(topic, new HashMap<>());
        }
    }

    /// A new session begins: no delta counts before its snapshot.
    void reset() {
        versionByTopic.clear();
        partsByTopic.clear();
        nextPartByTopic.clear();
    }

    /// Forgets all rows.
    void clear() {
        reset();
        rowsByTopic.values().forEach(Map::clear);
    }

    /// Whether each topic had its snapshot in this session.
    boolean complete() {
        return versionByTopic.size() == Topic.values().length;
    }

    /// Rows of a topic by key.
    Map<String, LiveRow> rows(Topic topic) {
        return rowsByTopic.getOrDefault(topic, Map.of());
    }

    /// Takes a part of a snapshot over; `fresh` hears of each row when the snapshot is whole.
    Effect apply(ServerFrame.Snapshot part, Consumer<LiveRow> fresh) {
        Topic topic = part.topic();
        if (part.part() == 0) {
            partsByTopic.put(topic, new ArrayList<>());
            nextPartByTopic.put(topic, 0);
        }
        List<LiveRow> parts = partsByTopic.get(topic);
        if (parts == null || nextPartByTopic.getOrDefault(topic, 0) != part.part()) {
            partsByTopic.remove(topic);
            return Effect.GAP;
        }
        parts.addAll(part.rows());
        nextPartByTopic.put(topic, part.part() + 1);
        if (!part.last()) {
            return Effect.NONE;
        }
        Map<String, LiveRow> rows = new HashMap<>();
        parts.forEach(row -> rows.put(row.key(), row));
        rowsByTopic.put(topic, rows);
        partsByTopic.remove(topic);
        versionByTopic.put(topic, part.version());
        rows.values().forEach(fresh);
        return Effect.CHANGED;
    }

    /// Takes a delta over; `fresh` hears of each new or changed row.
    Effect apply(ServerFrame.Delta delta, Consumer<LiveRow> fresh) {
        Long version = versionByTopic.get(delta.topic());
        if (version == null || delta.to() <= version) {
            // Before the snapshot that is under way, or older than the one that is here.
            return Effect.NONE;
        }
        if (delta.from() != version) {
            versionByTopic.remove(delta.topic());
            return Effect.GAP;
        }
        Map<String, LiveRow> rows = rowsByTopic.computeIfAbsent(delta.topic(), _ -> new HashMap<>());
        delta.upserts().forEach(row -> rows.put(row.key(), row));
        delta.removed().forEach(rows::remove);
        versionByTopic.put(delta.topic(), delta.to());
        delta.upserts().forEach(fresh);
        return Effect.CHANGED;
    }
}
