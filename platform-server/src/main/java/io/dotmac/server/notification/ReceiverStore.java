package io.dotmac.server.notification;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.InDoubt;
import io.dotmac.model.notification.NoticeTemplate;
import io.dotmac.model.notification.Receiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import io.dotmac.server.platform.secret.Field;
import io.dotmac.server.platform.secret.FieldCipher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Rows of `notification.receivers`; where they are reached and with what secrets is encrypted.
final class ReceiverStore {
    private static final String UPSERT = """
            insert into notification.receivers as r (tenant_id, id, name, kind, sealed, sealed_key, spec, version,
              created_at, updated_at)
            values (:tenant, :id, :name, :kind, :sealed, :key, :spec::jsonb, :version, :created, :updated)
            on conflict (tenant_id, id) do update set name = excluded.name, kind = excluded.kind,
              sealed = excluded.sealed, sealed_key = excluded.sealed_key, spec = excluded.spec,
              version = excluded.version, updated_at = excluded.updated_at, failures = 0, paused_until = null
            """;

    private final FieldCipher cipher;

    ReceiverStore(FieldCipher cipher) {
        this.cipher = cipher;
    }

    /// A receiver with all that it takes to reach it.
    ///
    /// @param tenant whose
    /// @param receiver with its secrets
    /// @param secret with which messages are signed, empty where they are not
    /// @param oldSecret that counts for a while beside it
    /// @param oldUntil until when
    record Kept(
            TenantId tenant, Receiver receiver, String secret, Optional<String> oldSecret, Optional<Instant> oldUntil) {
        /// The secrets to sign with, the newest first.
        List<String> keys(Instant now) {
            if (secret.isEmpty()) {
                return List.of();
            }
            return oldUntil.filter(now::isBefore)
                    .flatMap(until -> oldSecret)
                    .map(old -> List.of(secret, old))
                    .orElse(List.of(secret));
        }

        Kept with(Receiver other) {
            return new Kept(tenant, other, secret, oldSecret, oldUntil);
        }
    }

    private record Sealed(Target target, String secret, Optional<String> oldSecret, Optional<Instant> oldUntil) {}

    private record Spec(boolean enabled, boolean standard, int perMinute, InDoubt inDoubt, NoticeTemplate template) {}

    List<Kept> page(Tx tx, TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(query, Map.of("enabled", "(spec->>'enabled')::boolean"));
        return tx.handle()
                .createQuery("select * from notification.receivers where tenant_id = :tenant and " + sql.condition()
                        + sql.tail())
                .bind("tenant", tenant.value())
                .bindMap(sql.values())
                .map((row, context) -> kept(row))
                .list();
    }

    Optional<Kept> find(Tx tx, TenantId tenant, UUID id) {
        return tx.handle()
                .createQuery("select * from notification.receivers where tenant_id = :tenant and id = :id for update")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> kept(row))
                .findOne();
    }

    /// Those of these ids, whosever they are.
    Map<UUID, Kept> byIds(Tx tx, Collection<UUID> ids) {
        Map<UUID, Kept> found = new HashMap<>();
        tx.handle()
                .createQuery("select * from notification.receivers where id = any(:ids)")
                .bind("ids", ids.toArray(UUID[]::new))
                .map((row, context) -> kept(row))
                .forEach(one -> found.put(one.receiver.id(), one));
        return found;
    }

    /// What kind each of a tenant's receivers that are told anything is of; and whether it is a standard one.
    Map<UUID, Brief> briefs(Tx tx, TenantId tenant) {
        Map<UUID, Brief> found = new HashMap<>();
        tx.handle()
                .createQuery("""
                        select id, name, kind, (spec->>'standard')::boolean standard from notification.receivers
                        where tenant_id = :tenant and (spec->>'enabled')::boolean order by name
                        """)
                .bind("tenant", tenant.value())
                .map((row, context) -> Map.entry(
                        row.getObject("id", UUID.class),
                        new Brief(row.getString("name"), row.getString("kind"), row.getBoolean("standard"))))
                .forEach(one -> found.put(one.getKey(), one.getValue()));
        return found;
    }

    /// What routing needs of a receiver.
    record Brief(String name, String kind, boolean standard) {}

    /// Names of all, also of those that are told nothing.
    Set<UUID> ids(Tx tx, TenantId tenant) {
        return tx.handle()
                .createQuery("select id from notification.receivers where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(UUID.class)
                .set();
    }

    void put(Tx tx, Kept kept) {
        Receiver receiver = kept.receiver;
        Spec spec = new Spec(
                receiver.enabled(), receiver.standard(), receiver.perMinute(), receiver.inDoubt(), receiver.template());
        tx.handle()
                .createUpdate(UPSERT)
                .bind("tenant", kept.tenant.value())
                .bind("id", receiver.id())
                .bind("name", receiver.name())
                .bind("kind", receiver.target().kind())
                .bind("sealed", sealed(kept))
                .bind("key", cipher.newestKey())
                .bind("spec", Json.text(spec))
                .bind("version", receiver.version())
                .bind("created", at(receiver.createdAt()))
                .bind("updated", at(receiver.updatedAt()))
                .execute();
    }

    void delete(Tx tx, TenantId tenant, UUID id) {
        tx.handle()
                .createUpdate("delete from notification.receivers where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    /// It could be reached.
    void reached(Tx tx, TenantId tenant, UUID id) {
        tx.handle()
                .createUpdate("update notification.receivers set failures = 0, paused_until = null"
                        + " where tenant_id = :tenant and id = :id and failures > 0")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .execute();
    }

    /// A receiver that does not get what it is to be told, and why.
    record Failing(TenantId tenant, UUID id, String name, String error) {}

    /// Those of all tenants that refused the last message for good, or could not be reached so often in a row.
    List<Failing> failing(Tx tx, int failures) {
        return tx.handle()
                .createQuery("""
                        select r.tenant_id, r.id, r.name, coalesce(d.error, '') error from notification.receivers r
                        left join lateral (
                          select state, error from notification.deliveries
                          where tenant_id = r.tenant_id and receiver_id = r.id and tried_at is not null
                          order by tried_at desc limit 1) d on true
                        where d.state = 'failed' or r.failures >= :failures
                        """)
                .bind("failures", failures)
                .map((row, context) -> new Failing(
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("error")))
                .list();
    }

    /// The clock was set back: none is left alone for longer than until `latest`.
    void setBack(Tx tx, Instant latest) {
        tx.handle()
                .createUpdate("update notification.receivers set paused_until = :latest where paused_until > :latest")
                .bind("latest", latest.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// It could not be reached; nobody tries before `until`.
    void missed(Tx tx, TenantId tenant, UUID id, int failures, Instant until) {
        tx.handle()
                .createUpdate("update notification.receivers set failures = :failures, paused_until = :until"
                        + " where tenant_id = :tenant and id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .bind("failures", failures)
                .bind("until", at(until))
                .execute();
    }

    /// How many rows there are of each key.
    Map<Integer, Long> keys(Tx tx, TenantId tenant) {
        Map<Integer, Long> counts = new HashMap<>();
        tx.handle()
                .createQuery("select sealed_key, count(*) from notification.receivers where tenant_id = :tenant"
                        + " group by sealed_key")
                .bind("tenant", tenant.value())
                .map((row, context) -> Map.entry(row.getInt(1), row.getLong(2)))
                .forEach(one -> counts.put(one.getKey(), one.getValue()));
        return counts;
    }

    /// Encrypts some rows with the newest key; returns how many.
    int encryptAnew(Tx tx, TenantId tenant, int most) {
        List<Kept> old = tx.handle()
                .createQuery("select * from notification.receivers where tenant_id = :tenant and sealed_key <> :key"
                        + " order by id limit :most for update")
                .bind("tenant", tenant.value())
                .bind("key", cipher.newestKey())
                .bind("most", most)
                .map((row, context) -> kept(row))
                .list();
        old.forEach(one -> put(tx, one));
        return old.size();
    }

    private byte[] sealed(Kept kept) {
        Sealed content = new Sealed(kept.receiver.target(), kept.secret, kept.oldSecret, kept.oldUntil);
        return cipher.encrypt(field(kept.tenant, kept.receiver.id()), Json.text(content));
    }

    private Kept kept(ResultSet row) throws SQLException {
        TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
        UUID id = row.getObject("id", UUID.class);
        Sealed sealed = Json.read(cipher.decrypt(field(tenant, id), row.getBytes("sealed")), Sealed.class);
        Spec spec = Json.read(row.getString("spec"), Spec.class);
        Receiver receiver = new Receiver(
                id,
                row.getString("name"),
                sealed.target,
                spec.enabled,
                spec.standard,
                spec.perMinute,
                spec.inDoubt,
                spec.template,
                row.getInt("failures"),
                Optional.ofNullable(row.getObject("paused_until", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
        return new Kept(tenant, receiver, sealed.secret, sealed.oldSecret, sealed.oldUntil);
    }

    private static Field field(TenantId tenant, UUID id) {
        return new Field(tenant.toString(), "notification.receivers", "sealed", id.toString());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
