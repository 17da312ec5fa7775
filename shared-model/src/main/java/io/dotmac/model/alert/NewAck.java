package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.time.Instant;
import java.util.Optional;

/// Somebody says that he has seen an alert.
///
/// @param why in his words, may be absent
/// @param until when it counts no more; absent for as long as the alert fires
public record NewAck(Optional<String> why, Optional<Instant> until) {
    /// Refuses over-long words.
    public NewAck {
        why.ifPresent(words -> Check.line("why", words, 500));
    }
}
