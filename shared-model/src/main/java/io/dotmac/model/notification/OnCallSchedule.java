package io.dotmac.model.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who is on call when.
///
/// @param id of the schedule
/// @param name unique in the tenant
/// @param zone in which its days begin
/// @param layers of which the last that counts at a time tells who is on call
/// @param overrides that count or will count
/// @param onCall who is on call now, or by which receiver the user is reached first; absent when nobody is
/// @param onCallUser who is on call now; absent where it is a receiver
/// @param onCallName of the user or receiver; absent when nobody is
/// @param onCallUntil when that changes; absent when it stays so for five weeks
/// @param createdAt when it was made
/// @param updatedAt when it was last changed
/// @param version by which changes are told apart
public record OnCallSchedule(
        UUID id,
        String name,
        String zone,
        List<ScheduleLayer> layers,
        List<StandIn> overrides,
        Optional<UUID> onCall,
        Optional<UUID> onCallUser,
        Optional<String> onCallName,
        Optional<Instant> onCallUntil,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /// Copies the lists.
    public OnCallSchedule {
        layers = List.copyOf(layers);
        overrides = List.copyOf(overrides);
    }
}
