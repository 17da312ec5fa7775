package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.Optional;
import java.util.UUID;

/// Who is to work on an alert.
///
/// @param id of that person; oneself when absent
/// @param name of that person; the id when absent
public record NewOwner(Optional<UUID> id, Optional<String> name) {
    /// Refuses over-long names.
    public NewOwner {
        name.ifPresent(words -> Check.line("name", words, 120));
    }
}
