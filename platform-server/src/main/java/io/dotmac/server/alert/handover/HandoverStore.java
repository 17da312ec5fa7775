package io.dotmac.server.alert.handover;

import io.dotmac.model.Json;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Handover.Signature;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSql;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Rows of `alert.handovers`.
final class HandoverStore {
    private static final Map<String, String> COLUMNS =
            Map.of("at", "created_at", "signed", "(signed_at is not null)", "by", "created_by");

    void insert(Tx tx, TenantId tenant, Handover handover) {
        tx.handle()
                .createUpdate("""
                        insert into alert.handovers (tenant_id, id, content, created_by, created_at)
                        values (:tenant, :id, :content::jsonb, :by, :at)
                        """)
                .bind("tenant", tenant.value())
                .bind("id", handover.id())
                .bind("content", Json.text(handover))
                .bind("by", handover.by())
                .bind("at", handover.at().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Writes the signature; the row is to be held by [#find].
    void sign(Tx tx, TenantId tenant, Handover handover, Signature signature) {
        tx.handle()
                .createUpdate("""
                        update alert.handovers set content = :content::jsonb, signed_by = :by, signed_at = :at
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("tenant", tenant.value())
                .bind("id", handover.id())
                .bind("content", Json.text(handover))
                .bind("by", signature.by())
                .bind("at", signature.at().atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// One of them, held until the transaction's end.
    Optional<Handover> find(Tx tx, TenantId tenant, UUID id) {
        return tx.handle()
                .createQuery("select content::text from alert.handovers where tenant_id = :tenant and id = :id"
                        + " for no key update")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .mapTo(String.class)
                .map(json -> Json.read(json, Handover.class))
                .findOne();
    }

    List<Handover> page(Tx tx, TenantId tenant, ListQuery query) {
        ListSql sql = ListSql.of(query, COLUMNS);
        return tx.handle()
                .createQuery("select content::text from alert.handovers where tenant_id = :tenant and "
                        + sql.condition() + sql.tail())
                .bind("tenant", tenant.value())
                .bindMap(sql.values())
                .mapTo(String.class)
                .map(json -> Json.read(json, Handover.class))
                .list();
    }
}
