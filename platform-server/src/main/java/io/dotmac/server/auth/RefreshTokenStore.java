package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Rows of `public.refresh_tokens`, of which only hashes are kept. A family is one log-in and all that came of it.
final class RefreshTokenStore {
    private static final String INSERT = """
            insert into public.refresh_tokens
              (token_hash, tenant_id, family, user_id, issued_at, expires_at, family_expires_at)
            values (:hash, :tenant::uuid, :family, :user, :issued, :expires, :familyExpires) on conflict do nothing
            """;

    private final Database database;

    /// A token of a family.
    ///
    /// @param hash of the token
    /// @param tenant of the user
    /// @param family of the log-in
    /// @param user whose
    /// @param issuedAt when it was made
    /// @param expiresAt when it ends unused
    /// @param familyExpiresAt when all of the family end
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(
            byte[] hash,
            Optional<TenantId> tenant,
            UUID family,
            UUID user,
            Instant issuedAt,
            Instant expiresAt,
            Instant familyExpiresAt) {}

    /// What stands about a token.
    ///
    /// @param row the token
    /// @param usedAt when it was traded in
    /// @param revoked whether its family was ended
    record Found(Row row, Optional<Instant> usedAt, boolean revoked) {}

    RefreshTokenStore(Database database) {
        this.database = database;
    }

    void insert(Row row) {
        database.withKey(row.family.toString(), handle -> insert(handle, row));
    }

    Optional<Found> find(UUID family, byte[] hash) {
        return database.withKey(
                family.toString(),
                handle -> handle.createQuery(
                                "select * from public.refresh_tokens where family = :family and token_hash = :hash")
                        .bind("family", family)
                        .bind("hash", hash)
                        .map((row, context) -> new Found(
                                new Row(
                                        hash,
                                        Optional.ofNullable(row.getObject("tenant_id", UUID.class))
                                                .map(TenantId::new),
                                        family,
                                        row.getObject("user_id", UUID.class),
                                        row.getObject("issued_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getObject("expires_at", OffsetDateTime.class)
                                                .toInstant(),
                                        row.getObject("family_expires_at", OffsetDateTime.class)
                                                .toInstant()),
                                Optional.ofNullable(row.getObject("used_at", OffsetDateTime.class))
                                        .map(OffsetDateTime::toInstant),
                                row.getObject("revoked_at", OffsetDateTime.class) != null))
                        .findOne());
    }

    /// Trades a token for its successor in one transaction; `false` when another call was first.
    boolean rotate(byte[] usedHash, Row successor, Instant now) {
        return database.withKey(successor.family.toString(), handle -> {
            int used = handle.createUpdate("""
                            update public.refresh_tokens set used_at = :now
                            where family = :family and token_hash = :hash and used_at is null and revoked_at is null
                            """)
                    .bind("now", at(now))
                    .bind("family", successor.family)
                    .bind("hash", usedHash)
                    .execute();
            if (used == 1) {
                insert(handle, successor);
            }
            return used == 1;
        });
    }

    /// Ends a family.
    void revoke(UUID family, Instant now) {
        database.withKey(
                family.toString(),
                handle -> handle.createUpdate(
                                "update public.refresh_tokens set revoked_at = :now where family = :family and revoked_at is null")
                        .bind("now", at(now))
                        .bind("family", family)
                        .execute());
    }

    private static int insert(Handle handle, Row row) {
        return handle.createUpdate(INSERT)
                .bind("hash", row.hash)
                .bind("tenant", row.tenant.map(TenantId::value).orElse(null))
                .bind("family", row.family)
                .bind("user", row.user)
                .bind("issued", at(row.issuedAt))
                .bind("expires", at(row.expiresAt))
                .bind("familyExpires", at(row.familyExpiresAt))
                .execute();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
