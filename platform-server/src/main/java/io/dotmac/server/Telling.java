package io.dotmac.server;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.alert.Alerts;
import io.dotmac.server.notification.Known;
import java.util.Optional;

/// What notifications know of alerts.
record Telling(Alerts alerts) implements Known {
    @Override
    public Optional<Alert> alert(String fingerprint) {
        return alerts.shown(fingerprint);
    }

    @Override
    public String slug(TenantId tenant) {
        return alerts.slug(tenant);
    }
}
