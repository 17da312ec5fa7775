package io.dotmac.model.alert;

import io.dotmac.model.Check;
import java.util.Optional;

/// Takes over what the shift before left.
///
/// @param remark in one's own words
public record NewSignature(Optional<String> remark) {
    /// Refuses what is too long.
    public NewSignature {
        remark.ifPresent(text -> Check.line("remark", text, 500));
    }
}
