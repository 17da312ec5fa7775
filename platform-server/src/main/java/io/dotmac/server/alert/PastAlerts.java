package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Alert.Facts;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Alerts as they stood at a past instant, with the silences that counted then.
final class PastAlerts {
    private final AlertRealm realm;
    private final PastAlertStore store = new PastAlertStore();
    private final SilenceStore silences = new SilenceStore();

    PastAlerts(AlertRealm realm) {
        this.realm = realm;
    }

    Page<Alert> page(TenantId tenant, Instant at, ListQuery query) {
        List<Alert> found = realm.in(tenant, tx -> {
            List<Silence> counted = silences.recent(tx, tenant, at).stream()
                    .filter(one -> !one.createdAt().isAfter(at) && one.isActive(at))
                    .toList();
            return store.firing(tx, tenant, at, query).stream()
                    .map(alert -> alert.with(facts(alert, counted)))
                    .toList();
        });
        return query.page(found, AlertDesk::field);
    }

    private static Facts facts(Alert alert, List<Silence> counted) {
        List<UUID> matching = counted.stream()
                .filter(silence -> silence.matches(alert.labels()))
                .map(Silence::id)
                .toList();
        return new Facts(matching, alert.facts().inhibitedBy(), alert.facts().maintenance());
    }
}
