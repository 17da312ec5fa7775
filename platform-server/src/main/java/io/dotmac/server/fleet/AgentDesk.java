package io.dotmac.server.fleet;

import io.dotmac.model.agent.AgentInfo;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Lets agents in and takes them out from the command line of the server's machine, without a server that runs.
/// Servers that run hear of it within [Admission#LOOK_SECONDS].
public final class AgentDesk {
    private static final Actor ACTOR = Actor.system("cli");

    private final Database database;
    private final Tenants tenants;
    private final Audit audit;
    private final Clock clock;

    /// Works in `database`.
    public AgentDesk(Database database, Tenants tenants, Audit audit, Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.audit = audit;
        this.clock = clock;
    }

    /// Makes a one-use token.
    ///
    /// @param name the only one that it may enrol
    public EnrolmentToken mint(String tenant, Optional<String> name, Duration ttl) {
        NewEnrolmentToken wanted =
                new NewEnrolmentToken(name, Optional.of(tenant), Optional.of(Math.max(0, ttl.toSeconds())));
        return new TokenMint(database, audit, clock).make(owner(tenant).id(), ACTOR, wanted);
    }

    /// All agents of an ISP, by name.
    public List<AgentInfo> list(String tenant) {
        return database.transaction(owner(tenant).id(), AgentStore::all);
    }

    /// Takes an agent out of service.
    public void revoke(String tenant, String name, String reason) {
        database.transaction(owner(tenant).id(), tx -> {
            NodeId node = AgentStore.named(tx, name).orElseThrow(() -> Refusal.notFound("agent", name));
            Admission.strike(tx, audit, ACTOR, node, reason, clock.instant());
            return node;
        });
    }

    private Tenant owner(String slug) {
        return tenants.bySlug(slug).orElseThrow(() -> Refusal.notFound("tenant", slug));
    }
}
