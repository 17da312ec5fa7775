package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.password_resets`, of which only hashes are kept.
final class ResetStore {
    /// A token that waits.
    ///
    /// @param tenant of the user; absent for platform staff
    /// @param user who may choose a password
    record Waiting(Optional<TenantId> tenant, UUID user) {}

    /// Puts a token in the place of all that wait for the same user.
    void replace(Tx tx, String hash, Account account, UUID by, Instant now, Instant expiresAt) {
        tx.handle()
                .createUpdate("delete from public.password_resets where user_id = :user and used_at is null")
                .bind("user", account.id())
                .execute();
        tx.handle()
                .createUpdate("""
                        insert into public.password_resets
                          (token_hash, tenant_id, user_id, created_by, created_at, expires_at)
                        values (:hash, :tenant::uuid, :user, :by, :now, :expires)
                        """)
                .bind("hash", hash)
                .bind("tenant", account.tenant().map(TenantId::value).orElse(null))
                .bind("user", account.id())
                .bind("by", by)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .bind("expires", expiresAt.atOffset(ZoneOffset.UTC))
                .execute();
    }

    Optional<Waiting> find(Tx tx, String hash, Instant now) {
        return tx.handle()
                .createQuery("""
                        select tenant_id, user_id from public.password_resets
                        where token_hash = :hash and used_at is null and expires_at > :now
                        """)
                .bind("hash", hash)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .map((row, context) -> new Waiting(
                        Optional.ofNullable(row.getObject("tenant_id", UUID.class))
                                .map(TenantId::new),
                        row.getObject("user_id", UUID.class)))
                .findOne();
    }

    /// Uses a token up; `false` when another call was first.
    boolean use(Tx tx, String hash, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update public.password_resets set used_at = :now where token_hash = :hash and used_at is null
                        """)
                        .bind("hash", hash)
                        .bind("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }
}
