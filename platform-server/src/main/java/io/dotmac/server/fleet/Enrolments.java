package io.dotmac.server.fleet;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.agent.Nonce;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
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
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// How an agent becomes a node and shows that it is that node.
final class Enrolments {
    private static final Logger LOG = System.getLogger(Enrolments.class.getName());
    private static final long HOUR = 3_600;

    private final EnrolmentStore store;
    private final NodeStore nodes;
    private final Tenants tenants;
    private final AccessTokens accessTokens;
    private final Nonces nonces;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /// A node that an agent has just become.
    ///
    /// @param key of the node
    /// @param answer to the agent
    record Joined(NodeKey key, Enrolled answer) {}

    Enrolments(
            EnrolmentStore store,
            NodeStore nodes,
            Tenants tenants,
            AccessTokens accessTokens,
            Nonces nonces,
            Clock clock) {
        this.store = store;
        this.nodes = nodes;
        this.tenants = tenants;
        this.accessTokens = accessTokens;
        this.nonces = nonces;
        this.clock = clock;
    }

    EnrolmentToken mint(Caller caller, NewEnrolmentToken wanted) {
        TenantId tenant = owner(caller, wanted);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Instant expires = now.plusSeconds(wanted.ttlSeconds().orElse(HOUR));
        store.insert(tenant, Hashes.sha256Hex(token), wanted.name(), caller.id(), now, expires);
        return new EnrolmentToken(token, expires);
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
        NodeId node = store.enrol(token.tenant(), hash, fresh, enrolment, now)
                .orElseThrow(() -> Refusal.conflict(
                        "ENROLMENT_TOKEN_USED", "the enrolment token has been used; ask for a new one"));
        Tenant tenant = tenants.byId(token.tenant()).orElseThrow();
        LOG.log(Level.INFO, "enrolled node={0} name={1} tenant={2}", node, enrolment.name(), tenant.slug());
        return new Joined(new NodeKey(tenant.id(), node), new Enrolled(node, tenant.slug()));
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
        Tenant tenant = tenants.byId(credentials.tenant()).orElseThrow();
        Identity identity = new Identity(
                Kind.AGENT, request.node().value(), Optional.of(new Home(tenant.id(), tenant.slug())), "agent");
        return new AccessToken(accessTokens.issue(identity), accessTokens.ttl().toSeconds());
    }

    /// Users get their own tenant; platform staff name one, unless there is only one.
    private TenantId owner(Caller caller, NewEnrolmentToken wanted) {
        Optional<Home> own = caller.tenant();
        if (own.isPresent()) {
            wanted.tenant().filter(slug -> !slug.equals(own.get().slug())).ifPresent(slug -> {
                throw Refusal.notFound("tenant", slug);
            });
            return own.get().id();
        }
        if (wanted.tenant().isPresent()) {
            String slug = wanted.tenant().get();
            return tenants.bySlug(slug).map(Tenant::id).orElseThrow(() -> Refusal.notFound("tenant", slug));
        }
        List<Tenant> all = tenants.all();
        if (all.size() != 1) {
            throw Refusal.invalid("tenant", "is missing; name the ISP that the node belongs to");
        }
        return all.getFirst().id();
    }
}
