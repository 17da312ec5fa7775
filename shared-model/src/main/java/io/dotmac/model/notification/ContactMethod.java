package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.Optional;
import java.util.UUID;

/// One way to reach a person.
///
/// @param receiver by which
/// @param afterSeconds how long after the person was to be told, unless somebody has taken the alert on; at once when
///     absent
public record ContactMethod(UUID receiver, Optional<Long> afterSeconds) {
    private static final long LONGEST = 3_600;

    /// Refuses a time out of range.
    public ContactMethod {
        Check.range("after_seconds", afterSeconds.orElse(0L), 0, LONGEST);
    }
}
