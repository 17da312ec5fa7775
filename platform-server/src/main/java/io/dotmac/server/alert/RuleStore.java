package io.dotmac.server.alert;

import io.dotmac.model.Json;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/// Rows of `alert.rules`.
final class RuleStore {
    List<AlertRule> all(Tx tx, TenantId tenant) {
        return tx.handle()
                .createQuery("select spec::text from alert.rules where tenant_id = :tenant order by name")
                .bind("tenant", tenant.value())
                .mapTo(String.class)
                .map(text -> Json.read(text, AlertRule.class))
                .list();
    }

    void put(Tx tx, TenantId tenant, AlertRule rule, UUID by, Instant at) {
        tx.handle()
                .createUpdate("""
                        insert into alert.rules (tenant_id, name, spec, updated_by, updated_at)
                        values (:tenant, :name, :spec::jsonb, :by, :at)
                        on conflict (tenant_id, name) do update set spec = excluded.spec,
                          updated_by = excluded.updated_by, updated_at = excluded.updated_at
                        """)
                .bind("tenant", tenant.value())
                .bind("name", rule.name())
                .bind("spec", Json.text(rule))
                .bind("by", by)
                .bind("at", at.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /// Whether there was one.
    boolean delete(Tx tx, TenantId tenant, String name) {
        return tx.handle()
                        .createUpdate("delete from alert.rules where tenant_id = :tenant and name = :name")
                        .bind("tenant", tenant.value())
                        .bind("name", name)
                        .execute()
                == 1;
    }
}
