package io.dotmac.server.notification.send;

import java.util.List;
import java.util.UUID;

/// A message on its way.
///
/// @param id of the delivery, the same at each attempt
/// @param thread messages about the same thing have the same
/// @param receiver name of the receiver
/// @param notice what is told
/// @param words that it is told in
/// @param keys with which it is signed, the newest first
/// @param perhapsAgain whether an earlier attempt may have arrived
public record Parcel(
        UUID id, String thread, String receiver, Notice notice, Words words, List<String> keys, boolean perhapsAgain) {
    /// Copies the keys.
    public Parcel {
        keys = List.copyOf(keys);
    }
}
