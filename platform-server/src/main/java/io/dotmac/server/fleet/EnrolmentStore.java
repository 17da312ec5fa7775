package io.dotmac.server.fleet;

import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Rows of `fleet.enrolment_tokens`, of which only hashes are kept, and the node that comes of one.
final class EnrolmentStore {
    private static final String ENROL = """
            insert into fleet.nodes
              (id, tenant_id, name, public_key, agent_version, os, enrolled_at, state, state_since)
            values (:id, :tenant, :name, :key, :version, :os, :now, 'NEW', :now)
            on conflict (tenant_id, name) do update set public_key = excluded.public_key,
              agent_version = excluded.agent_version, os = excluded.os, enrolled_at = excluded.enrolled_at,
              revoked_at = null, revoked_reason = null, admission_at = now()
            returning id
            """;

    private final Database database;

    /// A token as stored.
    ///
    /// @param tenant whose
    /// @param nodeName the only name that it may enrol
    /// @param expiresAt by the server's clock
    /// @param used whether it was
    record Stored(TenantId tenant, Optional<String> nodeName, Instant expiresAt, boolean used) {}

    EnrolmentStore(Database database) {
        this.database = database;
    }

    /// A token as it is made.
    ///
    /// @param hash of the token
    /// @param nodeName the only name that it may enrol
    /// @param createdBy absent on the command line
    /// @param createdAt by the server's clock
    /// @param expiresAt by the server's clock
    record Fresh(
            String hash, Optional<String> nodeName, Optional<UUID> createdBy, Instant createdAt, Instant expiresAt) {}

    /// Deletes tokens of all tenants whose time was over before `before`, at most so many. Returns how many.
    int purge(Instant before, int most) {
        return database.shared(handle -> handle.createQuery("select fleet.purge_enrolment_tokens(:before, :most)")
                .bind("before", at(before))
                .bind("most", most)
                .mapTo(Integer.class)
                .one());
    }

    static void insert(Tx tx, Fresh token) {
        tx.handle()
                .createUpdate("""
                        insert into fleet.enrolment_tokens
                          (token_hash, tenant_id, node_name, created_by, created_at, expires_at)
                        values (:hash, :tenant, :name, :by::uuid, :now, :expires)
                        """)
                .bind("hash", token.hash)
                .bind("tenant", tx.tenant().orElseThrow().value())
                .bind("name", token.nodeName.orElse(null))
                .bind("by", token.createdBy.orElse(null))
                .bind("now", at(token.createdAt))
                .bind("expires", at(token.expiresAt))
                .execute();
    }

    Optional<Stored> find(String hash) {
        return database.withKey(
                hash,
                handle -> handle.createQuery("select * from fleet.enrolment_tokens where token_hash = :hash")
                        .bind("hash", hash)
                        .map((row, context) -> new Stored(
                                new TenantId(row.getObject("tenant_id", UUID.class)),
                                Optional.ofNullable(row.getString("node_name")),
                                row.getObject("expires_at", OffsetDateTime.class)
                                        .toInstant(),
                                row.getObject("used_at", OffsetDateTime.class) != null))
                        .findOne());
    }

    /// Uses the token up and makes the node, or gives the node of that name its new key; empty when another call used
    /// the token first.
    static Optional<NodeId> enrol(Tx tx, String hash, NodeId fresh, Enrolment enrolment, Instant now) {
        Handle handle = tx.handle();
        int claimed =
                handle.createUpdate("""
                        update fleet.enrolment_tokens set used_at = :now
                        where token_hash = :hash and used_at is null and expires_at > :now
                        """).bind("now", at(now)).bind("hash", hash).execute();
        if (claimed == 0) {
            return Optional.empty();
        }
        UUID id = handle.createQuery(ENROL)
                .bind("id", fresh.value())
                .bind("tenant", tx.tenant().orElseThrow().value())
                .bind("name", enrolment.name())
                .bind("key", enrolment.publicKey())
                .bind("version", enrolment.agentVersion())
                .bind("os", enrolment.os())
                .bind("now", at(now))
                .mapTo(UUID.class)
                .one();
        handle.createUpdate("update fleet.enrolment_tokens set node_id = :node where token_hash = :hash")
                .bind("node", id)
                .bind("hash", hash)
                .execute();
        return Optional.of(new NodeId(id));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
