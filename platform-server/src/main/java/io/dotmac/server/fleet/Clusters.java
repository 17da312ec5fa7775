package io.dotmac.server.fleet;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.event.Event;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.live.LiveHub;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Watches over the PostgreSQL clusters of all tenants, across agents: a promotion is an event, and two primaries of
/// one cluster are a critical row among the replication links, and an event, until one of them is gone.
///
/// Every server shows it; the one that stored the report tells the event. Safe for use by several threads.
final class Clusters {
    private static final Logger LOG = System.getLogger(Clusters.class.getName());
    private static final int SHORT = 6;

    private final LiveHub hub;
    private final Database database;
    private final Outbox outbox;
    private final Clock clock;
    private final ClusterBook book = new ClusterBook();
    private final Map<String, Split> splits = new HashMap<>();

    /// Two primaries, as they are shown.
    private record Split(TenantId tenant, String system, String key, Instant since, List<ClusterBook.Member> rivals) {}

    /// Payload of `fleet.split-brain-found` and `fleet.split-brain-ended`.
    record SplitBrain(String systemIdentifier, List<String> primaries) {}

    /// Payload of `fleet.role-changed`.
    record RoleChanged(
            NodeId node, String dependency, String systemIdentifier, String from, String to, String timeline) {}

    Clusters(LiveHub hub, Database database, Outbox outbox, Clock clock) {
        this.hub = hub;
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// A report came in.
    ///
    /// @param tenantSlug of the node's ISP
    /// @param nodeName for people
    /// @param here whether this server stored it, and so tells what it means
    synchronized void apply(Arrival arrival, String tenantSlug, String nodeName, boolean here) {
        if (arrival.report().full()) {
            Set<String> names = arrival.report().dependencies().stream()
                    .map(DependencyState::name)
                    .collect(Collectors.toSet());
            book.keepOnly(arrival.key().node(), names, arrival.position());
            lookAgain(arrival.key().tenant(), tenantSlug, here);
        }
        for (DependencyState state : arrival.report().dependencies()) {
            String system = state.facts().getOrDefault("system_identifier", "");
            if (state.health() == Health.DOWN || state.health() == Health.UNKNOWN) {
                lost(arrival.key(), state.name(), tenantSlug, here);
            } else if (!system.isEmpty()) {
                book.apply(arrival.key(), nodeName, state, arrival.position())
                        .filter(change -> here)
                        .ifPresent(change -> tell(arrival.key().tenant(), change));
                look(arrival.key().tenant(), tenantSlug, system, here);
            }
        }
    }

    /// What was stored before this server started; nobody is told of it again.
    synchronized void load(NodeRow row, String tenantSlug) {
        row.dependencies().forEach(one -> {
            book.apply(row.key(), row.name(), one.state(), one.position());
            String system = one.state().facts().getOrDefault("system_identifier", "");
            if (!system.isEmpty()) {
                look(row.key().tenant(), tenantSlug, system, false);
            }
        });
    }

    /// A node is silent or gone: what it saw is not known any more.
    synchronized void lost(NodeKey node, String tenantSlug, boolean here) {
        lost(node, "", tenantSlug, here);
    }

    private void lost(NodeKey node, String name, String tenantSlug, boolean here) {
        book.forget(node.node(), name);
        lookAgain(node.tenant(), tenantSlug, here);
    }

    /// At what is split now.
    private void lookAgain(TenantId tenant, String tenantSlug, boolean here) {
        List.copyOf(splits.values()).stream()
                .filter(split -> split.tenant.equals(tenant))
                .forEach(split -> look(split.tenant, tenantSlug, split.system, here));
    }

    private void look(TenantId tenant, String tenantSlug, String system, boolean here) {
        List<ClusterBook.Member> rivals = book.rivals(tenant, system);
        String id = tenant + "/" + system;
        Split before = splits.get(id);
        if (rivals.isEmpty()) {
            if (before != null) {
                splits.remove(id);
                hub.publish(tenant, List.of(), List.of(new LiveHub.Gone(Topic.REPLICATION, before.key)));
                tell(before, "fleet.split-brain-ended", here);
            }
            return;
        }
        Instant since = before == null ? clock.instant() : before.since;
        LiveRow.Replication row = row(rivals, tenantSlug, system, since);
        if (before != null && !before.key.equals(row.key())) {
            hub.publish(tenant, List.of(), List.of(new LiveHub.Gone(Topic.REPLICATION, before.key)));
        }
        Split now = new Split(tenant, system, row.key(), since, rivals);
        splits.put(id, now);
        hub.publish(tenant, List.of(row));
        if (before == null) {
            tell(now, "fleet.split-brain-found", here);
        }
    }

    private LiveRow.Replication row(List<ClusterBook.Member> rivals, String tenantSlug, String system, Instant since) {
        ClusterBook.Member first = rivals.getFirst();
        String all = rivals.stream().map(ClusterBook.Member::described).collect(Collectors.joining(", "));
        String summary = "SPLIT BRAIN: " + rivals.size() + " primaries of one cluster take writes: " + all;
        Map<String, String> facts = new TreeMap<>();
        facts.put("system_identifier", system);
        rivals.forEach(rival -> facts.put(
                "primary " + rival.name() + " on " + rival.nodeName(),
                "timeline " + rival.timeline() + ", started " + rival.started()));
        ReplicationLink link = new ReplicationLink(
                "split-brain-" + system.substring(Math.max(0, system.length() - SHORT)),
                ReplicationKind.POSTGRESQL_PHYSICAL,
                cut(system, 64),
                cut(first.described(), 128),
                cut(rivals.get(1).described(), 128),
                LinkState.CUT,
                "none",
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Health.DOWN,
                Severity.CRITICAL,
                Optional.empty(),
                cut(summary, 500),
                since,
                clock.instant(),
                facts);
        return new LiveRow.Replication(first.node().node(), first.nodeName(), tenantSlug, link, clock.instant());
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }

    private void tell(Split split, String type, boolean here) {
        List<String> primaries =
                split.rivals.stream().map(ClusterBook.Member::described).toList();
        LOG.log(
                type.endsWith("found") ? Level.ERROR : Level.INFO,
                "{0} tenant={1} system={2} primaries=\"{3}\"",
                type,
                split.tenant,
                split.system,
                String.join(", ", primaries));
        if (here) {
            publish(split.tenant, Event.of(type, "cluster", split.system, new SplitBrain(split.system, primaries)));
        }
    }

    private void tell(TenantId tenant, ClusterBook.RoleChange change) {
        ClusterBook.Member after = change.after();
        RoleChanged payload = new RoleChanged(
                after.node().node(),
                after.name(),
                change.system(),
                role(change.before()),
                role(after),
                after.timeline());
        LOG.log(
                Level.WARNING,
                "role changed tenant={0} dependency={1} node={2} from={3} to={4} timeline={5}",
                tenant,
                after.name(),
                after.nodeName(),
                payload.from(),
                payload.to(),
                after.timeline());
        publish(tenant, Event.of("fleet.role-changed", "cluster", change.system(), payload));
    }

    private static String role(ClusterBook.Member member) {
        return member.primary() ? "primary" : "standby";
    }

    private void publish(TenantId tenant, Event event) {
        Thread.ofVirtual().name("cluster-event").start(() -> {
            try {
                database.transaction(tenant, tx -> {
                    outbox.publish(tx, event);
                    return event;
                });
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "event not told type={0} cause={1}", event.type(), e.toString());
            }
        });
    }
}
