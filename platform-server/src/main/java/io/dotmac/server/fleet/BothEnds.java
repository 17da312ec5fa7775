package io.dotmac.server.fleet;

import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.LiveRow.Replication;
import io.dotmac.model.live.Topic;
import io.dotmac.server.platform.live.LiveHub.Gone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Shows a link that two agents see, each from its own end, as one: the primary's agent knows how far the copy is
/// behind, the copy's agent whether it is paused or cut.
///
/// Ends belong together by what their cluster calls itself (PostgreSQL's system identifier, Redis' replication id) and
/// by slot or name; where there is one of each, they can only be the same. Once found they stay so until one is gone.
/// When an agent falls silent, what the other says is shown alone. For use under the lock of [NodeBook].
final class BothEnds {
    private final Map<String, Cluster> clusters = new HashMap<>();
    private final Map<String, String> clusterByKey = new HashMap<>();

    /// The ends of all links of one cluster, by key.
    private static final class Cluster {
        private final Map<String, Replication> told = new TreeMap<>();
        private final Map<String, Replication> shown = new HashMap<>();
        private final Map<String, String> primaryEndByCopyEnd = new HashMap<>();
    }

    /// Rows as they are to be shown, for rows as they were told.
    NodeEntry.Changes shown(TenantId tenant, List<? extends LiveRow> rows, List<Gone> gone) {
        List<LiveRow> out = new ArrayList<>();
        List<Gone> away = new ArrayList<>();
        Set<String> touched = new LinkedHashSet<>();
        for (Gone one : gone) {
            if (one.topic() != Topic.REPLICATION || !leave(one.key(), touched)) {
                away.add(one);
            }
        }
        for (LiveRow row : rows) {
            if (row instanceof Replication link && mayBeJoined(link.link())) {
                enter(tenant, link, touched);
            } else {
                if (row.topic() == Topic.REPLICATION) {
                    leave(row.key(), touched);
                }
                out.add(row);
            }
        }
        touched.forEach(id -> look(id, out, away));
        Set<String> back = new LinkedHashSet<>();
        out.forEach(row -> back.add(row.topic() + row.key()));
        away.removeIf(one -> back.contains(one.topic() + one.key()));
        return new NodeEntry.Changes(out, away);
    }

    private static boolean mayBeJoined(ReplicationLink link) {
        return !link.cluster().isEmpty() && link.kind() != ReplicationKind.POSTGRESQL_LOGICAL;
    }

    private void enter(TenantId tenant, Replication row, Set<String> touched) {
        String id = tenant + "/" + row.link().kind() + "/" + row.link().cluster();
        if (!id.equals(clusterByKey.get(row.key()))) {
            leave(row.key(), touched);
        }
        clusterByKey.put(row.key(), id);
        clusters.computeIfAbsent(id, any -> new Cluster()).told.put(row.key(), row);
        touched.add(id);
    }

    /// Whether it was there.
    private boolean leave(String key, Set<String> touched) {
        String id = clusterByKey.remove(key);
        if (id == null) {
            return false;
        }
        clusters.computeIfAbsent(id, any -> new Cluster()).told.remove(key);
        touched.add(id);
        return true;
    }

    private void look(String id, List<LiveRow> out, List<Gone> away) {
        Cluster cluster = clusters.getOrDefault(id, new Cluster());
        Map<String, Replication> next = joined(cluster);
        next.forEach((key, row) -> {
            if (!row.equals(cluster.shown.get(key))) {
                out.add(row);
            }
        });
        cluster.shown.keySet().stream()
                .filter(key -> !next.containsKey(key))
                .forEach(key -> away.add(new Gone(Topic.REPLICATION, key)));
        cluster.shown.clear();
        cluster.shown.putAll(next);
        if (cluster.told.isEmpty()) {
            clusters.remove(id);
        }
    }

    private static Map<String, Replication> joined(Cluster cluster) {
        Map<String, Replication> rows = new LinkedHashMap<>(cluster.told);
        pair(cluster);
        cluster.primaryEndByCopyEnd.forEach((copyKey, primaryKey) -> {
            Replication copy = cluster.told.get(copyKey);
            Replication primary = cluster.told.get(primaryKey);
            if (copy != null && primary != null) {
                rows.remove(copyKey);
                rows.put(primaryKey, LinkEnds.join(primary, copy));
            }
        });
        return rows;
    }

    private static void pair(Cluster cluster) {
        List<Replication> primaries = new ArrayList<>(ends(cluster, LinkEnds::isOfPrimary));
        List<Replication> copies = new ArrayList<>(ends(cluster, LinkEnds::isOfCopy));
        cluster.primaryEndByCopyEnd.entrySet().removeIf(pair -> {
            Replication copy = cluster.told.get(pair.getKey());
            Replication primary = cluster.told.get(pair.getValue());
            boolean stays = copies.contains(copy) && primaries.contains(primary);
            if (stays) {
                copies.remove(copy);
                primaries.remove(primary);
            }
            return !stays;
        });
        for (Replication copy : List.copyOf(copies)) {
            Stream.<LinkEnds.Likeness>of(LinkEnds::haveOneSlot, LinkEnds::haveOneName)
                    .flatMap(alike -> primaries.stream()
                            .filter(primary -> LinkEnds.canBeOne(primary, copy) && alike.of(primary, copy)))
                    .findFirst()
                    .ifPresent(primary -> {
                        cluster.primaryEndByCopyEnd.put(copy.key(), primary.key());
                        copies.remove(copy);
                        primaries.remove(primary);
                    });
        }
        if (copies.size() == 1 && primaries.size() == 1 && LinkEnds.canBeOne(primaries.getFirst(), copies.getFirst())) {
            cluster.primaryEndByCopyEnd.put(
                    copies.getFirst().key(), primaries.getFirst().key());
        }
    }

    private static List<Replication> ends(Cluster cluster, Predicate<ReplicationLink> which) {
        return cluster.told.values().stream()
                .filter(row -> which.test(row.link()))
                .toList();
    }
}
