package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.oidc_links`: who is whom at a provider.
final class OidcLinkStore {
    /// Whom a link leads to.
    ///
    /// @param tenant of the user
    /// @param user here
    record Linked(TenantId tenant, UUID user) {}

    Optional<Linked> find(Tx tx, String link) {
        return tx.handle()
                .createQuery("select tenant_id, user_id from public.oidc_links where link = :link")
                .bind("link", link)
                .map((row, context) -> new Linked(
                        new TenantId(row.getObject("tenant_id", UUID.class)), row.getObject("user_id", UUID.class)))
                .findOne();
    }

    void insert(Tx tx, String link, TenantId tenant, UUID user, Instant now) {
        tx.handle()
                .createUpdate("""
                        insert into public.oidc_links (link, tenant_id, user_id, linked_at)
                        values (:link, :tenant, :user, :now) on conflict do nothing
                        """)
                .bind("link", link)
                .bind("tenant", tenant.value())
                .bind("user", user)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }
}
