package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.Optional;

/// Has a handover written.
///
/// @param notes what to know, in Markdown
/// @param hours that the next shift lasts, 8 unless told otherwise: silences that end within are named
public record NewHandover(String notes, Optional<Integer> hours) {
    private static final int MAX = 20_000;

    /// Refuses what is too long or no text.
    public NewHandover {
        Check.text("notes", notes, MAX);
        hours.ifPresent(one -> Check.range("hours", one, 1, 72));
    }
}
