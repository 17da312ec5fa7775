package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Instant;
import java.util.List;

/// Alerts as they stood at a past instant, with what kept each quiet: silences and maintenance windows as they are
/// stored now, those that were there then; causes by what fired then, behind the uplinks of now.
final class PastAlerts {
    private final AlertRealm realm;
    private final PastAlertStore store = new PastAlertStore();
    private final SilenceStore silences = new SilenceStore();
    private final MaintenanceStore maintenance = new MaintenanceStore();
    private final TopologyStore topologies = new TopologyStore();

    PastAlerts(AlertRealm realm) {
        this.realm = realm;
    }

    Page<Alert> page(TenantId tenant, Instant at, ListQuery query) {
        return query.page(realm.in(tenant, tx -> found(tx, tenant, at, query)), AlertDesk::field);
    }

    private List<Alert> found(Tx tx, TenantId tenant, Instant at, ListQuery query) {
        List<Silence> asked = silences.recent(tx, tenant, at).stream()
                .filter(one -> !one.createdAt().isAfter(at))
                .toList();
        List<Maintenance> planned = maintenance.ahead(tx, tenant, at).stream()
                .filter(one -> !one.createdAt().isAfter(at))
                .toList();
        Causes causes = Causes.of(topologies.find(tx, tenant), store.roots(tx, tenant, at));
        return store.firing(tx, tenant, at, query).stream()
                .map(alert -> alert.with(Quiet.facts(alert, asked, planned, causes, at)))
                .toList();
    }
}
