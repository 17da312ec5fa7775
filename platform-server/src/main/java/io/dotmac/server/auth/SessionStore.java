package io.dotmac.server.auth;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows of `public.sessions` and their `public.refresh_tokens`, of which only hashes are kept.
final class SessionStore {
    /// A log-in.
    ///
    /// @param id of the session
    /// @param tenant of the user
    /// @param user whose
    /// @param createdAt when it began
    /// @param lastUsedAt when it was last renewed
    /// @param expiresAt when it ends in any case
    /// @param address it came from
    /// @param client program, as it says
    /// @param ended whether it was ended
    record Session(
            UUID id,
            Optional<TenantId> tenant,
            UUID user,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            String address,
            String client,
            boolean ended) {}

    /// What stands about a refresh token.
    ///
    /// @param session that it belongs to
    /// @param expiresAt when it ends unused
    /// @param usedAt when it was traded in
    record Found(Session session, Instant expiresAt, Optional<Instant> usedAt) {}

    void insert(Tx tx, Session session) {
        tx.handle()
                .createUpdate("""
                        insert into public.sessions
                          (id, tenant_id, user_id, created_at, last_used_at, expires_at, address, client)
                        values (:id, :tenant::uuid, :user, :created, :used, :expires, :address, :client)
                        """)
                .bind("id", session.id)
                .bind("tenant", session.tenant.map(TenantId::value).orElse(null))
                .bind("user", session.user)
                .bind("created", at(session.createdAt))
                .bind("used", at(session.lastUsedAt))
                .bind("expires", at(session.expiresAt))
                .bind("address", session.address)
                .bind("client", session.client)
                .execute();
    }

    void insertToken(Tx tx, Session session, byte[] hash, Instant now, Instant expiresAt) {
        tx.handle()
                .createUpdate("""
                        insert into public.refresh_tokens (token_hash, tenant_id, family, issued_at, expires_at)
                        values (:hash, :tenant::uuid, :family, :issued, :expires) on conflict do nothing
                        """)
                .bind("hash", hash)
                .bind("tenant", session.tenant.map(TenantId::value).orElse(null))
                .bind("family", session.id)
                .bind("issued", at(now))
                .bind("expires", at(expiresAt))
                .execute();
    }

    Optional<Found> find(Tx tx, UUID family, byte[] hash) {
        return tx.handle()
                .createQuery("""
                        select s.*, r.expires_at as token_expires_at, r.used_at
                        from public.refresh_tokens r join public.sessions s on s.id = r.family
                        where r.family = :family and r.token_hash = :hash
                        """)
                .bind("family", family)
                .bind("hash", hash)
                .map((row, context) -> new Found(
                        session(row),
                        instant(row, "token_expires_at"),
                        Optional.ofNullable(row.getObject("used_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)))
                .findOne();
    }

    /// Notes a renewal, and holds the session until the transaction ends; `false` when it was ended.
    boolean touch(Tx tx, UUID id, Instant now) {
        return tx.handle().createUpdate("""
                        update public.sessions set last_used_at = :now where id = :id and ended_at is null
                        """).bind("now", at(now)).bind("id", id).execute() == 1;
    }

    /// Uses a refresh token up; `false` when another call was first.
    boolean use(Tx tx, UUID family, byte[] hash, Instant now) {
        return tx.handle()
                        .createUpdate("""
                        update public.refresh_tokens set used_at = :now
                        where family = :family and token_hash = :hash and used_at is null
                        """)
                        .bind("now", at(now))
                        .bind("family", family)
                        .bind("hash", hash)
                        .execute()
                == 1;
    }

    /// A user's sessions that go on.
    List<Session> live(Tx tx, UUID user, Instant now, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return tx.handle()
                .createQuery("""
                        select * from public.sessions
                        where user_id = :user and ended_at is null and expires_at > :now and
                        """ + sql.condition() + sql.tail())
                .bind("user", user)
                .bind("now", at(now))
                .bindMap(sql.values())
                .map((row, context) -> session(row))
                .list();
    }

    /// Ends one session; empty when it is not the user's, or was ended before.
    List<UUID> end(Tx tx, UUID user, UUID id, String why, Instant now) {
        return tx.handle()
                .createQuery("""
                        update public.sessions set ended_at = :now, ended_by = :why
                        where id = :id and user_id = :user and ended_at is null returning id
                        """)
                .bind("now", at(now))
                .bind("why", why)
                .bind("id", id)
                .bind("user", user)
                .mapTo(UUID.class)
                .list();
    }

    /// Ends all of a user's sessions but one; gives back which.
    List<UUID> endAll(Tx tx, UUID user, Optional<UUID> spared, String why, Instant now) {
        return tx.handle()
                .createQuery("""
                        update public.sessions set ended_at = :now, ended_by = :why
                        where user_id = :user and ended_at is null and id is distinct from :spared::uuid returning id
                        """)
                .bind("now", at(now))
                .bind("why", why)
                .bind("user", user)
                .bind("spared", spared.orElse(null))
                .mapTo(UUID.class)
                .list();
    }

    /// Deletes sessions with their tokens, tokens and resets of passwords, of all tenants, whose time was over before
    /// `before`; at most so many of each. Returns how many.
    int purge(Tx tx, Instant before, int most) {
        return tx.handle()
                .createQuery("select public.auth_purge(:before, :most)")
                .bind("before", at(before))
                .bind("most", most)
                .mapTo(Integer.class)
                .one();
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                Optional.ofNullable(row.getObject("tenant_id", UUID.class)).map(TenantId::new),
                row.getObject("user_id", UUID.class),
                instant(row, "created_at"),
                instant(row, "last_used_at"),
                instant(row, "expires_at"),
                row.getString("address"),
                row.getString("client"),
                row.getObject("ended_at", OffsetDateTime.class) != null);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
