package io.dotmac.server.fleet;

import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// Rows of `fleet.enrolment_tokens`, of which only hashes are kept, and the node that comes of one.
final class EnrolmentStore {
    private static final String ENROL = """
            insert into fleet.nodes
              (id, tenant_id, name, public_key, agent_version, os, enrolled_at, state, state_since)
            values (:id, :tenant, :name, :key, :version, :os, :now, 'NEW', :now)
            on conflict (tenant_id, name) do update set public_key = excluded.public_key,
              agent_version = excluded.agent_version, os = excluded.os, enrolled_at = excluded.enrolled_at
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

    void insert(TenantId tenant, String hash, Optional<String> nodeName, UUID createdBy, Instant now, Instant expires) {
        database.inTenant(
                tenant,
                handle -> handle.createUpdate("""
                        insert into fleet.enrolment_tokens
                          (token_hash, tenant_id, node_name, created_by, created_at, expires_at)
                        values (:hash, :tenant, :name, :by, :now, :expires)
                        """)
                        .bind("hash", hash)
                        .bind("tenant", tenant.value())
                        .bind("name", nodeName.orElse(null))
                        .bind("by", createdBy)
                        .bind("now", at(now))
                        .bind("expires", at(expires))
                        .execute());
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
    Optional<NodeId> enrol(TenantId tenant, String hash, NodeId fresh, Enrolment enrolment, Instant now) {
        return database.inTenant(tenant, handle -> {
            int claimed = handle.createUpdate("""
                            update fleet.enrolment_tokens set used_at = :now
                            where token_hash = :hash and used_at is null and expires_at > :now
                            """)
                    .bind("now", at(now))
                    .bind("hash", hash)
                    .execute();
            if (claimed == 0) {
                return Optional.empty();
            }
            UUID id = handle.createQuery(ENROL)
                    .bind("id", fresh.value())
                    .bind("tenant", tenant.value())
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
        });
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
