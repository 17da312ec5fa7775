package io.dotmac.server.auth;

import io.dotmac.model.auth.ApiKey;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Rows of `public.api_keys`, of which only hashes are kept.
final class ApiKeyStore {
    /// A key as stored.
    ///
    /// @param tenant of its owner; absent for platform staff
    /// @param permissions that it may use
    /// @param info what is shown of it
    record StoredKey(Optional<TenantId> tenant, Set<Permission> permissions, ApiKey info) {
        boolean isGood(Instant now) {
            return info.revokedAt().isEmpty()
                    && info.expiresAt().filter(end -> !now.isBefore(end)).isEmpty();
        }
    }

    void insert(Tx tx, StoredKey key, String hash, UUID by) {
        tx.handle()
                .createUpdate("""
                        insert into public.api_keys (id, tenant_id, owner_id, name, prefix, key_hash, permissions,
                          networks, created_by, created_at, expires_at)
                        values (:id, :tenant::uuid, :owner, :name, :prefix, :hash, :permissions, :networks, :by,
                          :created, :expires)
                        """)
                .bind("id", key.info.id())
                .bind("tenant", key.tenant.map(TenantId::value).orElse(null))
                .bind("owner", key.info.owner())
                .bind("name", key.info.name())
                .bind("prefix", key.info.prefix())
                .bind("hash", hash)
                .bindArray("permissions", String.class, key.info.permissions())
                .bindArray("networks", String.class, key.info.networks())
                .bind("by", by)
                .bind("created", at(key.info.createdAt()))
                .bind("expires", key.info.expiresAt().map(ApiKeyStore::at).orElse(null))
                .execute();
    }

    Optional<StoredKey> byHash(Tx tx, String hash) {
        return tx.handle()
                .createQuery("select * from public.api_keys where key_hash = :hash")
                .bind("hash", hash)
                .map((row, context) -> key(row))
                .findOne();
    }

    Optional<StoredKey> byId(Tx tx, UUID id) {
        return tx.handle()
                .createQuery("select * from public.api_keys where id = :id")
                .bind("id", id)
                .map((row, context) -> key(row))
                .findOne();
    }

    /// Keys of the realm, or of one owner, that were not revoked.
    List<StoredKey> page(Tx tx, Optional<UUID> owner, ListQuery query) {
        ListSql sql = ListSql.of(query, Map.of("owner", "owner_id"));
        return tx.handle()
                .createQuery("""
                        select * from public.api_keys
                        where revoked_at is null and (:owner::uuid is null or owner_id = :owner::uuid) and
                        """ + sql.condition() + sql.tail())
                .bind("owner", owner.orElse(null))
                .bindMap(sql.values())
                .map((row, context) -> key(row))
                .list();
    }

    /// `false` when it was revoked before.
    boolean revoke(Tx tx, UUID id, Instant now) {
        return tx.handle()
                        .createUpdate(
                                "update public.api_keys set revoked_at = :now where id = :id and revoked_at is null")
                        .bind("now", at(now))
                        .bind("id", id)
                        .execute()
                == 1;
    }

    void used(Tx tx, UUID id, Instant now) {
        tx.handle()
                .createUpdate("update public.api_keys set last_used_at = :now where id = :id")
                .bind("now", at(now))
                .bind("id", id)
                .execute();
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        List<String> permissions = UserStore.texts(row, "permissions");
        ApiKey info = new ApiKey(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("prefix"),
                row.getObject("owner_id", UUID.class),
                permissions,
                UserStore.texts(row, "networks"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "expires_at"),
                time(row, "last_used_at"),
                time(row, "revoked_at"));
        return new StoredKey(
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new),
                UserStore.permissions(permissions),
                info);
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
