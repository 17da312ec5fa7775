package io.dotmac.server.fleet;

import io.dotmac.model.agent.AgentInfo;
import io.dotmac.model.agent.Revocation;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Which agents are in service. Taking one out cuts its channel and turns its reports away, on this server at once, on
/// the others when they hear of it, and on all within [#LOOK_SECONDS] whoever did it and however.
final class Admission {
    /// Between two looks at what changed, should a message have been lost.
    static final int LOOK_SECONDS = 20;

    private static final Logger LOG = System.getLogger(Admission.class.getName());
    private static final int WINDOW_SECONDS = 5 * LOOK_SECONDS;

    private final Database database;
    private final AgentStore store;
    private final NodeStore nodes;
    private final Tenants tenants;
    private final Audit audit;
    private final NodeBook book;
    private final FleetSharing sharing;
    private final Clock clock;

    Admission(
            Database database,
            NodeStore nodes,
            Tenants tenants,
            Audit audit,
            NodeBook book,
            FleetSharing sharing,
            Clock clock) {
        this.database = database;
        this.store = new AgentStore(database);
        this.nodes = nodes;
        this.tenants = tenants;
        this.audit = audit;
        this.book = book;
        this.sharing = sharing;
        this.clock = clock;
    }

    static Refusal refusal(NodeId node, String reason) {
        return Refusal.forbidden(
                Revocation.CODE,
                "node " + node + " was taken out of service" + (reason.isEmpty() ? "" : ": " + reason)
                        + "; enrol again");
    }

    ListQuery.Page<AgentInfo> page(Caller caller, Optional<String> tenant, ListQuery query) {
        TenantId owner = Owners.of(caller, tenant, tenants);
        return query.page(database.transaction(owner, tx -> AgentStore.page(tx, query)));
    }

    /// Takes an agent out of service; another tenant's does not exist.
    void revoke(Caller caller, NodeId node, Revocation revocation) {
        TenantId owner = nodes.credentials(node)
                .map(NodeStore.Credentials::tenant)
                .filter(tenant ->
                        caller.tenant().isEmpty() || caller.tenant().get().id().equals(tenant))
                .orElseThrow(() -> Refusal.notFound("agent", node));
        revoke(new NodeKey(owner, node), Actor.of(caller), revocation.reason());
    }

    private void revoke(NodeKey key, Actor actor, String reason) {
        database.transaction(key.tenant(), tx -> {
            strike(tx, audit, actor, key.node(), reason, clock.instant());
            return key;
        });
        sharing.revoked(key, reason);
    }

    /// Takes a node out of service in `tx`.
    static void strike(Tx tx, Audit audit, Actor actor, NodeId node, String reason, Instant now) {
        if (!AgentStore.revoke(tx, node, reason, now)) {
            throw Refusal.conflict(Revocation.CODE, "node " + node + " was taken out of service before");
        }
        audit.record(tx, actor, Entry.created("agent.revoked", "node", node, new Revocation(reason)));
    }

    /// Throws [Refusal] unless the agent is in service. A node that this server has not heard of yet is looked up.
    void check(NodeKey key) {
        if (book.contains(key.node())) {
            return;
        }
        NodeStore.Credentials known = nodes.credentials(key.node())
                .orElseThrow(
                        () -> Refusal.forbidden("node " + key.node() + " is not enrolled here any more; enrol again"));
        known.revoked().ifPresent(reason -> {
            throw refusal(key.node(), reason);
        });
        sharing.admit(key);
    }

    /// Finds out what no message told.
    void look() {
        for (AgentStore.Change change : store.changes(WINDOW_SECONDS)) {
            boolean here = book.contains(change.key().node());
            if (change.revoked().isPresent() && here) {
                LOG.log(
                        Level.INFO,
                        "node={0} taken out of service elsewhere",
                        change.key().node());
                sharing.remove(change.key(), change.revoked().get());
            } else if (change.revoked().isEmpty() && !here) {
                sharing.admit(change.key());
            }
        }
    }
}
