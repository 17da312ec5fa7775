package io.dotmac.server.notification;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.fleet.TenantId;
import java.util.Optional;

/// What else this server knows.
public interface Known {
    /// An alert that fires, as it is shown, with what keeps it quiet; empty when it is not known here.
    Optional<Alert> alert(String fingerprint);

    /// The slug of a tenant, empty for the platform.
    String slug(TenantId tenant);
}
