package io.dotmac.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Partitions;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Rows of `public.audit_logs` and what is known of its chains.
final class AuditStore {
    private static final String PLATFORM_KEY = "audit:platform";
    private static final String APPEND = """
            select public.audit_append(:chain, :at, :kind, cast(:actor as uuid), :role, :action, :type, :target,
              :before, :after, :request, :address, :canonical)
            """;

    private final Database database;

    AuditStore(Database database) {
        this.database = database;
    }

    /// Where a chain begins and ends.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ends(long seq, byte[] hash, long floorSeq, byte[] floorHash) {}

    /// A row and its place in the chain.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(long seq, byte[] hash, AuditRow row) {}

    /// Adds a row to the end of its chain and returns its number.
    static long append(Tx tx, AuditRow row) {
        return tx.handle()
                .createQuery(APPEND)
                .bind("chain", row.chain().id())
                .bind("at", row.at().atOffset(ZoneOffset.UTC))
                .bind("kind", row.actorKind())
                .bind("actor", orNull(row.actorId()))
                .bind("role", row.actorRole())
                .bind("action", row.action())
                .bind("type", row.targetType())
                .bind("target", row.targetId())
                .bind("before", orNull(row.before()))
                .bind("after", orNull(row.after()))
                .bind("request", row.requestId())
                .bind("address", row.address())
                .bind("canonical", row.canonical())
                .mapTo(Long.class)
                .one();
    }

    /// A page of a chain.
    List<AuditRecord> page(Chain chain, ListQuery query) {
        ListSql sql = ListSql.of(query);
        return reading(
                chain,
                handle -> handle.createQuery("select * from public.audit_logs where tenant_id = :chain and "
                                + sql.condition() + sql.tail())
                        .bind("chain", chain.id())
                        .bindMap(sql.values())
                        .map((row, context) -> shown(row))
                        .list());
    }

    /// Rows after `seq`, in order.
    List<Kept> rows(Chain chain, long seq, int limit) {
        return in(
                chain,
                handle -> handle.createQuery("""
                        select * from public.audit_logs where tenant_id = :chain and seq > :seq order by seq limit :limit
                        """)
                        .bind("chain", chain.id())
                        .bind("seq", seq)
                        .bind("limit", limit)
                        .map((row, context) -> new Kept(row.getLong("seq"), row.getBytes("hash"), row(chain, row)))
                        .list());
    }

    Ends ends(Chain chain) {
        return in(
                chain,
                handle -> handle.createQuery("select * from public.audit_heads where tenant_id = :chain")
                        .bind("chain", chain.id())
                        .map((row, context) -> new Ends(
                                row.getLong("seq"),
                                row.getBytes("hash"),
                                row.getLong("floor_seq"),
                                row.getBytes("floor_hash")))
                        .findOne()
                        .orElse(new Ends(0, Chain.genesis(), 0, Chain.genesis())));
    }

    /// Ends of chains that no checkpoint tells of yet, as checkpoints to be signed.
    List<Checkpoint> unsigned(Instant at, String keyId) {
        Optional<UUID> here = Optional.of(database());
        return database.shared(handle -> handle.createQuery("select * from public.audit_unsigned()")
                .map((row, context) -> new Checkpoint(
                        row.getObject("tenant_id", UUID.class),
                        row.getString("kind"),
                        row.getLong("seq"),
                        HexFormat.of().formatHex(row.getBytes("hash")),
                        at,
                        keyId,
                        here))
                .list());
    }

    /// Tells this database apart from others.
    UUID database() {
        return database.shared(handle -> handle.createQuery("select id from public.audit_database")
                .mapTo(UUID.class)
                .one());
    }

    void insert(Checkpoint checkpoint, byte[] signature) {
        in(
                Chain.of(checkpoint.chain()),
                handle -> handle.createUpdate("""
                        insert into public.audit_checkpoints (tenant_id, seq, kind, at, hash, key_id, signature)
                        values (:chain, :seq, :kind, :at, :hash, :key, :signature) on conflict do nothing
                        """)
                        .bind("chain", checkpoint.chain())
                        .bind("seq", checkpoint.seq())
                        .bind("kind", checkpoint.kind())
                        .bind("at", checkpoint.at().atOffset(ZoneOffset.UTC))
                        .bind("hash", checkpoint.hashBytes())
                        .bind("key", checkpoint.keyId())
                        .bind("signature", signature)
                        .execute());
    }

    /// Makes the months to come and drops the oldest that is too old; returns how many were dropped.
    int keepPartitions(LocalDate first, LocalDate today) {
        return database.shared(handle -> {
            handle.createQuery("select public.audit_ensure_partitions(:from, :to)")
                    .bind("from", today)
                    .bind("to", today.plusMonths(2))
                    .mapTo(Integer.class)
                    .one();
            return handle.createQuery("select public.audit_drop_partitions(:first)")
                    .bind("first", Partitions.oneAtATime(handle, "public.audit_logs", first))
                    .mapTo(Integer.class)
                    .one();
        });
    }

    private <T> T in(Chain chain, Function<Handle, T> work) {
        return chain.tenant()
                .map(tenant -> database.inAnyState(tenant, work))
                .orElseGet(() -> database.withKey(PLATFORM_KEY, work));
    }

    /// From a replica, where one is fit.
    private <T> T reading(Chain chain, Function<Handle, T> work) {
        return chain.tenant()
                .map(tenant -> database.readInAnyState(tenant, work))
                .orElseGet(() -> database.readWithKey(PLATFORM_KEY, work));
    }

    private static AuditRow row(Chain chain, ResultSet row) throws SQLException {
        return new AuditRow(
                chain,
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("actor_kind"),
                Optional.ofNullable(row.getObject("actor_id", UUID.class)),
                row.getString("actor_role"),
                row.getString("action"),
                row.getString("target_type"),
                row.getString("target_id"),
                Optional.ofNullable(row.getString("before")),
                Optional.ofNullable(row.getString("after")),
                row.getString("request_id"),
                row.getString("address"));
    }

    private static AuditRecord shown(ResultSet row) throws SQLException {
        AuditRow one = row(Chain.of(row.getObject("tenant_id", UUID.class)), row);
        return new AuditRecord(
                row.getLong("seq"),
                one.at(),
                one.actorKind(),
                one.actorId(),
                one.actorRole(),
                one.action(),
                one.targetType(),
                one.targetId(),
                one.before().map(text -> Json.read(text, JsonNode.class)),
                one.after().map(text -> Json.read(text, JsonNode.class)),
                one.requestId(),
                one.address(),
                HexFormat.of().formatHex(row.getBytes("hash")));
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
