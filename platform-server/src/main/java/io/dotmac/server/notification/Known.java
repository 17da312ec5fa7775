package io.dotmac.server.notification;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What else this server knows.
public interface Known {
    /// A heartbeat or receiver, as alerts name it.
    ///
    /// @param tenant whose
    /// @param id of it
    /// @param name of it
    /// @param lastAt when it last came
    record Expected(TenantId tenant, UUID id, String name, Optional<Instant> lastAt) {}

    /// An alert that fires, as it is shown, with what keeps it quiet; empty when it is not known here.
    Optional<Alert> alert(String fingerprint);

    /// Whether it may turn out within moments that another alert causes this one, of which nobody is told then.
    boolean awaitsCause(String fingerprint);

    /// The same alerts as they are stored, by fingerprint, whether they fire or not.
    Map<String, Alert> stored(TenantId tenant, Set<String> fingerprints);

    /// A heartbeat is missed, or with level `OK` is there again. Told twice it has no second effect.
    void found(Expected heartbeat, Level level);

    /// Heartbeats of which an alert says that they are missed.
    List<Expected> missed();

    /// A receiver does not get what it is to be told, or with level `OK` does again. Told twice it has no second
    /// effect.
    void undelivered(TenantId tenant, UUID receiver, String name, Level level, String why);

    /// Receivers of which an alert says so.
    List<Expected> undelivered();

    /// People of a schedule cannot be told of anything, or with level `OK` all can again. Told twice it has no second
    /// effect.
    void unreachable(TenantId tenant, UUID schedule, String name, Level level, String why);

    /// Those of the users of a tenant who are there.
    Map<UUID, Person> people(TenantId tenant, Set<UUID> users);

    /// The slug of a tenant, empty for the platform.
    String slug(TenantId tenant);
}
