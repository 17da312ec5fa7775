package io.dotmac.model.notification;

import io.dotmac.model.alert.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// A sign of life that is expected from outside: a dead man's switch.
///
/// @param id of it
/// @param name unique in the tenant
/// @param everySeconds how often it comes
/// @param graceSeconds how much later it may come
/// @param level of the alert when it does not come
/// @param lastAt when it last came
/// @param dueAt when it is missed unless it comes before
/// @param missed whether it is missed
/// @param createdAt when it was made
public record Heartbeat(
        UUID id,
        String name,
        long everySeconds,
        long graceSeconds,
        Level level,
        Optional<Instant> lastAt,
        Instant dueAt,
        boolean missed,
        Instant createdAt) {}
