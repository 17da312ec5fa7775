package io.dotmac.model.notification;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Somebody or something that can be told of alerts.
///
/// @param id of the receiver
/// @param name unique in the tenant
/// @param target where it is reached, without secrets
/// @param enabled whether it is told anything
/// @param standard whether it is told what no route is about
/// @param perMinute most messages in a minute, what is more comes as one summary
/// @param inDoubt what becomes of a message when a server died while it sent it
/// @param template own words
/// @param failures how often it could not be reached since it last could
/// @param pausedUntil when it is tried again
/// @param createdAt when it was made
/// @param updatedAt when it was last changed
/// @param version by which changes are told apart
public record Receiver(
        UUID id,
        String name,
        Target target,
        boolean enabled,
        boolean standard,
        int perMinute,
        InDoubt inDoubt,
        NoticeTemplate template,
        int failures,
        Optional<Instant> pausedUntil,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    /// The same without its secrets.
    public Receiver masked() {
        return with(target.masked());
    }

    /// The same, reached elsewhere.
    public Receiver with(Target other) {
        return new Receiver(
                id,
                name,
                other,
                enabled,
                standard,
                perMinute,
                inDoubt,
                template,
                failures,
                pausedUntil,
                createdAt,
                updatedAt,
                version);
    }
}
