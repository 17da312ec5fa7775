package io.dotmac.server.alert;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Topology;
import io.dotmac.model.alert.Uplink;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Rows of `alert.topologies`.
final class TopologyStore {
    private static final TypeReference<List<Uplink>> UPLINKS = new TypeReference<>() {};

    /// What is known of a tenant's nodes.
    Topology find(Tx tx, TenantId tenant) {
        return tx.handle()
                .createQuery("select uplinks from alert.topologies where tenant_id = :tenant")
                .bind("tenant", tenant.value())
                .mapTo(String.class)
                .findOne()
                .map(text -> new Topology(Json.read(text.getBytes(StandardCharsets.UTF_8), UPLINKS)))
                .orElse(Topology.NONE);
    }

    void put(Tx tx, TenantId tenant, Topology topology) {
        tx.handle()
                .createUpdate("""
                        insert into alert.topologies (tenant_id, uplinks) values (:tenant, :uplinks::jsonb)
                        on conflict (tenant_id) do update set uplinks = excluded.uplinks
                        """)
                .bind("tenant", tenant.value())
                .bind("uplinks", Json.text(topology.uplinks()))
                .execute();
    }
}
