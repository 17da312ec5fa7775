package io.dotmac.server.notification;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Heartbeat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What else this server knows.
public interface Known {
    /// An alert that fires, as it is shown, with what keeps it quiet; empty when it is not known here.
    Optional<Alert> alert(String fingerprint);

    /// A heartbeat is missed, or with level `OK` is there again. Told twice it has no second effect.
    void found(TenantId tenant, Heartbeat heartbeat, Level level);

    /// People of a schedule cannot be told of anything, or with level `OK` all can again. Told twice it has no second
    /// effect.
    void unreachable(TenantId tenant, UUID schedule, String name, Level level, String why);

    /// Those of the users of a tenant who are there.
    Map<UUID, Person> people(TenantId tenant, Set<UUID> users);

    /// The slug of a tenant, empty for the platform.
    String slug(TenantId tenant);
}
