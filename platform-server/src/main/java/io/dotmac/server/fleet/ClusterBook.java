package io.dotmac.server.fleet;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Joins what different agents of a tenant say of PostgreSQL servers with the same system identifier: who is primary,
/// and whether more than one is. A server is told from another by the moment it started, not by the address under which
/// an agent knows it. Used under the lock of [Clusters].
final class ClusterBook {
    private final Map<String, Map<String, Member>> membersByCluster = new HashMap<>();

    /// A server as one agent sees it.
    ///
    /// @param node whose agent
    /// @param name of the dependency there
    /// @param nodeName for people
    /// @param primary whether it takes writes
    /// @param started by its own clock, the same whoever looks
    /// @param timeline of a primary's log, empty on a standby
    /// @param position of the report that told
    record Member(
            NodeKey node,
            String name,
            String nodeName,
            boolean primary,
            String started,
            String timeline,
            Position position) {
        String key() {
            return node.node() + "/" + name;
        }

        String described() {
            return name + " on " + nodeName + (timeline.isEmpty() ? "" : " (timeline " + timeline + ")");
        }
    }

    /// A role that changed.
    record RoleChange(Member before, Member after, String system) {}

    /// Takes a state over; what is older than what is known changes nothing.
    Optional<RoleChange> apply(NodeKey node, String nodeName, DependencyState state, Position position) {
        String system = state.facts().getOrDefault("system_identifier", "");
        String role = state.facts().getOrDefault("role", "");
        boolean works = state.health() == Health.UP || state.health() == Health.DEGRADED;
        if (state.kind() != DependencyKind.POSTGRESQL || system.isEmpty() || role.isEmpty() || !works) {
            return Optional.empty();
        }
        Member next = new Member(
                node,
                state.name(),
                nodeName,
                role.equals("primary"),
                state.facts().getOrDefault("started", ""),
                state.facts().getOrDefault("timeline", ""),
                position);
        Map<String, Member> members =
                membersByCluster.computeIfAbsent(id(node.tenant(), system), any -> new TreeMap<>());
        Member before = members.get(next.key());
        if (before != null && !position.isAfter(before.position())) {
            return Optional.empty();
        }
        members.put(next.key(), next);
        return before != null && before.primary() != next.primary()
                ? Optional.of(new RoleChange(before, next, system))
                : Optional.empty();
    }

    /// What cannot be seen any more claims nothing; empty `name` for all that the node watches.
    void forget(NodeId node, String name) {
        String prefix = node + "/" + name;
        membersByCluster
                .values()
                .forEach(members ->
                        members.keySet().removeIf(key -> name.isEmpty() ? key.startsWith(prefix) : key.equals(prefix)));
        membersByCluster.values().removeIf(Map::isEmpty);
    }

    /// A complete report names all that the node watches; what it does not name claims nothing any more.
    void keepOnly(NodeId node, Set<String> names, Position position) {
        membersByCluster
                .values()
                .forEach(members -> members.values()
                        .removeIf(member -> member.node().node().equals(node)
                                && !names.contains(member.name())
                                && position.isAfter(member.position())));
        membersByCluster.values().removeIf(Map::isEmpty);
    }

    /// The primaries of a cluster, one for each server, where there is more than one; else none.
    List<Member> rivals(TenantId tenant, String system) {
        Map<String, Member> byServer = new TreeMap<>();
        membersByCluster.getOrDefault(id(tenant, system), Map.of()).values().stream()
                .filter(member -> member.primary() && !member.started().isEmpty())
                .forEach(member -> byServer.putIfAbsent(member.started(), member));
        List<Member> rivals = new ArrayList<>(byServer.size() > 1 ? byServer.values() : List.of());
        rivals.sort(Comparator.comparing(Member::key));
        return rivals;
    }

    private static String id(TenantId tenant, String system) {
        return tenant + "/" + system;
    }
}
