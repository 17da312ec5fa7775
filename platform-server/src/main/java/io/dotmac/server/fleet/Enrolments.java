package io.dotmac.server.fleet;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.KeyFingerprint;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.agent.Nonce;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.AccessTokens;
import io.dotmac.server.platform.secret.Hashes;
import io.dotmac.server.platform.secret.Identity;
import io.dotmac.server.platform.secret.Identity.Home;
import io.dotmac.server.platform.secret.Identity.Kind;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How an agent becomes a node and shows that it is that node.
final class Enrolments {
    private static final Logger LOG = System.getLogger(Enrolments.class.getName());

    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 5_000;

    private final Database database;
    private final EnrolmentStore store;
    private final TokenMint mint;
    private final NodeStore nodes;
    private final Tenants tenants;
    private final Audit audit;
    private final AccessTokens accessTokens;
    private final Nonces nonces;
    private final Clock clock;

    /// A node that an agent has just become.
    ///
    /// @param key of the node
    /// @param answer to the agent
    record Joined(NodeKey key, Enrolled answer) {}

    /// What is told of an agent in the audit log.
    private record Admitted(String name, String fingerprint, String agentVersion) {}

    Enrolments(
            Database database,
            NodeStore nodes,
            Tenants tenants,
            Audit audit,
            AccessTokens accessTokens,
            Nonces nonces,
            Clock clock) {
        this.database = database;
        this.store = new EnrolmentStore(database);
        this.mint = new TokenMint(database, audit, clock);
        this.nodes = nodes;
        this.tenants = tenants;
        this.audit = audit;
        this.accessTokens = accessTokens;
        this.nonces = nonces;
        this.clock = clock;
    }

    EnrolmentToken mint(Caller caller, NewEnrolmentToken wanted) {
        TenantId tenant = Owners.of(caller, wanted.tenant(), tenants);
        return mint.make(tenant, Actor.of(caller), wanted);
    }

    Joined enrol(Enrolment enrolment) {
        AgentKeys.check(enrolment.publicKey());
        String hash = Hashes.sha256Hex(enrolment.token());
        Instant now = clock.instant();
        EnrolmentStore.Stored token =
                store.find(hash).orElseThrow(() -> Refusal.unauthorized("the enrolment token is not known here"));
        if (token.used()) {
            throw Refusal.conflict("ENROLMENT_TOKEN_USED", "the enrolment token has been used; ask for a new one");
        }
        if (!now.isBefore(token.expiresAt())) {
            throw Refusal.conflict(
                    "ENROLMENT_TOKEN_EXPIRED",
                    "the enrolment token expired at " + token.expiresAt() + "; ask for a new one");
        }
        token.nodeName().filter(name -> !name.equals(enrolment.name())).ifPresent(name -> {
            throw Refusal.invalid("name", "is " + enrolment.name() + ", the enrolment token is for " + name);
        });
        NodeId fresh = new NodeId(Generators.timeBasedEpochRandomGenerator().generate());
        NodeId node = database.transaction(token.tenant(), tx -> admit(tx, hash, fresh, enrolment, now))
                .orElseThrow(() -> Refusal.conflict(
                        "ENROLMENT_TOKEN_USED", "the enrolment token has been used; ask for a new one"));
        Tenant tenant = tenants.byId(token.tenant()).orElseThrow();
        LOG.log(Level.INFO, "enrolled node={0} name={1} tenant={2}", node, enrolment.name(), tenant.slug());
        return new Joined(new NodeKey(tenant.id(), node), new Enrolled(node, tenant.slug()));
    }

    private Optional<NodeId> admit(Tx tx, String hash, NodeId fresh, Enrolment enrolment, Instant now) {
        Optional<NodeId> node = EnrolmentStore.enrol(tx, hash, fresh, enrolment, now);
        node.ifPresent(id -> audit.record(
                tx,
                new Actor("agent", Optional.of(id.value()), "agent", false),
                Entry.created(
                        "agent.enrolled",
                        "node",
                        id,
                        new Admitted(
                                enrolment.name(),
                                KeyFingerprint.of(enrolment.publicKey()),
                                enrolment.agentVersion()))));
        return node;
    }

    Nonce nonce() {
        return new Nonce(nonces.next());
    }

    AccessToken access(AccessRequest request) {
        if (!nonces.isGood(request.nonce())) {
            throw Refusal.unauthorized("the nonce is not ours or older than a minute; ask for a new one");
        }
        NodeStore.Credentials credentials = nodes.credentials(request.node())
                .filter(found -> AgentKeys.verify(found.publicKey(), request.nonce(), request.signature()))
                .orElseThrow(() -> Refusal.unauthorized(
                        "the node is not enrolled here, or the signature is not by its key; enrol again"));
        credentials.revoked().ifPresent(reason -> {
            throw Admission.refusal(request.node(), reason);
        });
        Tenant tenant = tenants.byId(credentials.tenant()).orElseThrow();
        Identity identity = new Identity(
                Kind.AGENT, request.node().value(), Optional.of(new Home(tenant.id(), tenant.slug())), "agent");
        return new AccessToken(accessTokens.issue(identity), accessTokens.ttl().toSeconds());
    }

    /// Deletes tokens that nobody can use any more for a month.
    void purge() {
        Instant before = clock.instant().minus(KEPT);
        int purged = BATCH;
        while (purged >= BATCH) {
            purged = store.purge(before, BATCH);
        }
    }
}
