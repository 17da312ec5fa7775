package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.live.Scope;
import io.dotmac.server.platform.live.Spaced;
import io.dotmac.server.tenant.Tenants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// Lets several servers show one fleet: what one stored, all show; what a console at one looks at, agents at all others
/// hear. What is missed is read from the database, where every report was stored before it was told.
final class FleetSharing {
    private static final String REPORT = "fleet.report";
    private static final String ENROLLED = "fleet.enrolled";
    private static final String REVOKED = "fleet.revoked";
    private static final String WATCH = "fleet.watch";

    private final Peers peers;
    private final NodeBook book;
    private final Controls controls;
    private final LiveHub hub;
    private final NodeStore nodes;
    private final Tenants tenants;

    private final Spaced cutOff = new Spaced();
    private final List<SampleListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Elsewhere elsewhere = (node, receivedAt) -> {};

    /// A report that another server stored, without its samples.
    record Stored(TenantId tenant, NodeId node, Report report, Instant receivedAt) {}

    /// A node that another server let in.
    record Joined(TenantId tenant, NodeId node) {}

    /// A node that another server took out of service.
    record Left(TenantId tenant, NodeId node, String reason) {}

    /// Somebody looks; `tenant` is absent for platform staff, who look at all.
    record Watching(Optional<TenantId> tenant) {}

    FleetSharing(Peers peers, NodeBook book, Controls controls, LiveHub hub, NodeStore nodes, Tenants tenants) {
        this.peers = peers;
        this.book = book;
        this.controls = controls;
        this.hub = hub;
        this.nodes = nodes;
        this.tenants = tenants;
        peers.on(REPORT, text -> apply(Json.read(text, Stored.class)));
        peers.on(ENROLLED, text -> joined(Json.read(text, Joined.class)));
        peers.on(REVOKED, text -> left(Json.read(text, Left.class)));
        peers.on(WATCH, text -> controls.watch(new Scope(Json.read(text, Watching.class).tenant)));
        peers.onMissed(this::readAll);
    }

    /// Shows a report here at once, and at the other servers.
    void stored(Arrival arrival) {
        book.apply(arrival, true);
        listeners.forEach(listener ->
                listener.stored(arrival.key().tenant(), arrival.key().node(), arrival.report(), arrival.receivedAt()));
        if (peers.count() > 0) {
            peers.tell(
                    REPORT,
                    new Stored(
                            arrival.key().tenant(),
                            arrival.key().node(),
                            withoutSamples(arrival.report()),
                            arrival.receivedAt()));
        }
    }

    void onSamples(SampleListener listener) {
        listeners.add(listener);
    }

    /// Hears of reports that another server stored, after their rows.
    @FunctionalInterface
    interface Elsewhere {
        void stored(NodeId node, Instant receivedAt);
    }

    void onElsewhere(Elsewhere listener) {
        elsewhere = listener;
    }

    void enrolled(NodeKey key) {
        peers.tell(ENROLLED, new Joined(key.tenant(), key.node()));
    }

    /// Shows a node that this server had not heard of.
    void admit(NodeKey key) {
        tenants.byId(key.tenant()).ifPresent(tenant -> nodes.find(key).ifPresent(row -> book.put(row, tenant.slug())));
    }

    /// Takes a node out here and at the other servers.
    void revoked(NodeKey key, String reason) {
        remove(key, reason);
        peers.tell(REVOKED, new Left(key.tenant(), key.node(), reason));
    }

    /// Takes a node out here.
    void remove(NodeKey key, String reason) {
        book.remove(key.node());
        controls.revoke(key.node(), reason);
    }

    void watchBegan(Scope scope) {
        controls.watch(scope);
        peers.tell(WATCH, new Watching(scope.tenant()));
    }

    void renewWatches() {
        controls.renewWatches();
        hub.watched().forEach(scope -> peers.tell(WATCH, new Watching(scope.tenant())));
    }

    /// Reads what the database knows more of than this server.
    void readAll() {
        tenants.each(tenant -> {
            Set<NodeId> before = book.of(tenant.id());
            List<NodeRow> rows = nodes.all(tenant.id());
            rows.forEach(row -> book.putIfNewer(row, tenant.slug()));
            rows.forEach(row -> before.remove(row.key().node()));
            before.forEach(node -> remove(new NodeKey(tenant.id(), node), "the node is not in service any more"));
        });
    }

    /// While the others cannot be heard, their reports are found in the database; nobody is called silent who spoke to
    /// another server. Returns whether what is known is up to date.
    boolean catchUp() {
        return !peers.isCutOff() || cutOff.run(this::readAll);
    }

    private void apply(Stored stored) {
        book.apply(new Arrival(new NodeKey(stored.tenant, stored.node), stored.report, stored.receivedAt), false);
        elsewhere.stored(stored.node, stored.receivedAt);
    }

    private void joined(Joined joined) {
        controls.revoke(joined.node, "the node was enrolled anew");
        admit(new NodeKey(joined.tenant, joined.node));
    }

    private void left(Left left) {
        remove(new NodeKey(left.tenant, left.node), left.reason);
    }

    private static Report withoutSamples(Report report) {
        return new Report(
                report.boot(),
                report.seq(),
                report.collectedAt(),
                report.monotonicMillis(),
                report.full(),
                report.intervalMillis(),
                report.agentVersion(),
                report.clockOffsetMillis(),
                report.host(),
                report.dependencies(),
                report.replication(),
                Samples.none(report.collectedAt()),
                List.of(),
                report.inventory());
    }
}
