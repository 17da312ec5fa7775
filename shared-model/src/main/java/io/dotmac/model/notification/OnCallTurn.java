package io.dotmac.model.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Who is on call at a time.
///
/// @param at when
/// @param receiver who, or by which the user is reached first; absent when nobody is
/// @param name of the user or receiver, empty when nobody is
/// @param because of which layer or override, and why nobody before
/// @param until when that changes; absent when it stays so for five weeks
/// @param user who; absent where it is a receiver
/// @param contacts how the user is reached
public record OnCallTurn(
        Instant at,
        Optional<UUID> receiver,
        String name,
        String because,
        Optional<Instant> until,
        Optional<UUID> user,
        Optional<List<ContactMethod>> contacts) {
    /// Copies the list.
    public OnCallTurn {
        contacts = contacts.map(List::copyOf);
    }
}
