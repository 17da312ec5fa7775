package io.dotmac.server;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Heartbeat;
import io.dotmac.server.alert.Alerts;
import io.dotmac.server.notification.Known;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/// What notifications know of alerts.
record Telling(Alerts alerts) implements Known {
    @Override
    public Optional<Alert> alert(String fingerprint) {
        return alerts.shown(fingerprint);
    }

    @Override
    public void found(TenantId tenant, Heartbeat heartbeat, Level level) {
        String summary = "heartbeat " + heartbeat.name() + " has not come"
                + heartbeat
                        .lastAt()
                        .map(at -> " since " + at.truncatedTo(ChronoUnit.SECONDS))
                        .orElse("");
        Map<String, String> labels = Map.of(
                "target", heartbeat.name(), "heartbeat_id", heartbeat.id().toString());
        alerts.found(tenant, "heartbeat-missed", labels, level, summary);
    }

    @Override
    public String slug(TenantId tenant) {
        return alerts.slug(tenant);
    }
}
