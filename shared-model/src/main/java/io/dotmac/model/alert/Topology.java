package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Through what the nodes of a tenant are reached. A node is cut off when all of its uplinks are; what is told of it
/// then is their fault.
///
/// @param uplinks of all nodes, at most 20,000 and 64 one behind the other; several for a node that is reached by
///     several ways
public record Topology(List<Uplink> uplinks) {
    /// Nothing is known.
    public static final Topology NONE = new Topology(List.of());

    private static final int MOST = 20_000;
    private static final int DEEPEST = 64;

    /// Refuses what is told twice, and nodes that are reached through themselves.
    public Topology {
        uplinks = List.copyOf(uplinks);
        Check.range("number of uplinks", uplinks.size(), 0, MOST);
        Set<Uplink> seen = new HashSet<>();
        for (Uplink one : uplinks) {
            if (!seen.add(one)) {
                throw new IllegalArgumentException(
                        "uplink of " + one.node() + " through " + one.through() + " is told twice");
            }
        }
        checkEnds(uplinks);
    }

    /// The uplinks of each node that has any.
    public Map<String, List<Uplink>> byNode() {
        return uplinks.stream().collect(Collectors.groupingBy(Uplink::node));
    }

    /// The uplinks that lead through each node, and through what nodes watch.
    public Map<String, List<Uplink>> byThrough() {
        return uplinks.stream().collect(Collectors.groupingBy(Uplink::through));
    }

    /// Takes away, again and again, the nodes whose uplinks all lead through nodes that are taken away; of what stays,
    /// every node has an uplink that stays.
    private static void checkEnds(List<Uplink> uplinks) {
        Map<String, List<Uplink>> byThrough = uplinks.stream().collect(Collectors.groupingBy(Uplink::through));
        Map<String, Integer> open = new HashMap<>();
        for (Uplink one : uplinks) {
            open.merge(one.node(), 1, Integer::sum);
            open.putIfAbsent(one.through(), 0);
        }
        Map<String, Integer> depths = new HashMap<>();
        Deque<String> ends = new ArrayDeque<>();
        open.forEach((node, count) -> {
            if (count == 0) {
                ends.add(node);
            }
        });
        while (!ends.isEmpty()) {
            String end = ends.remove();
            open.remove(end);
            int depth = depths.getOrDefault(end, 0) + 1;
            if (depth > DEEPEST + 1) {
                throw new IllegalArgumentException(
                        "node " + end + " lies behind more than " + DEEPEST + " uplinks, that is too deep");
            }
            for (Uplink one : byThrough.getOrDefault(end, List.of())) {
                depths.merge(one.node(), depth, Math::max);
                if (open.merge(one.node(), -1, Integer::sum) == 0) {
                    ends.add(one.node());
                }
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("node " + circular(uplinks, open.keySet())
                    + " is reached through itself, uplinks must have an end");
        }
    }

    /// A node of a circle: going on from node to uplink, the first that comes again.
    private static String circular(List<Uplink> uplinks, Set<String> left) {
        Map<String, String> next = uplinks.stream()
                .filter(one -> left.contains(one.node()) && left.contains(one.through()))
                .collect(Collectors.toMap(Uplink::node, Uplink::through, (one, other) -> one));
        Set<String> seen = new HashSet<>();
        String node = next.keySet().iterator().next();
        while (seen.add(node)) {
            node = next.getOrDefault(node, node);
        }
        return node;
    }
}
