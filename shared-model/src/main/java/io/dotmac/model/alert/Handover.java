package io.dotmac.model.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What one shift leaves to the next: how it stood when it was written, and what to know. The next shift signs it; from
/// then on it is never changed.
///
/// @param id of it
/// @param at when it was written
/// @param by who wrote it
/// @param byName name of that person
/// @param notes what to know, in Markdown
/// @param open alerts that fire, with who has them
/// @param ending silences that count and end within the next shift, the earliest first
/// @param signature of the next shift; absent until then
public record Handover(
        UUID id,
        Instant at,
        UUID by,
        String byName,
        String notes,
        List<Alert> open,
        List<Silence> ending,
        Optional<Signature> signature) {
    /// Copies the lists.
    public Handover {
        open = List.copyOf(open);
        ending = List.copyOf(ending);
    }

    /// Who took over.
    ///
    /// @param by who
    /// @param name of that person
    /// @param at when
    /// @param remark in their words, may be empty
    public record Signature(UUID by, String name, Instant at, String remark) {}
}
