package io.dotmac.model.notification;

import io.dotmac.model.Check;
import io.dotmac.model.alert.Level;
import java.util.Optional;

/// A sign of life that is to be expected from outside.
///
/// @param name unique in the tenant
/// @param everySeconds how often it comes
/// @param graceSeconds how much later it may come; a fifth of that, and at least 10, when absent
/// @param level of the alert when it does not come; critical when absent
public record NewHeartbeat(String name, long everySeconds, Optional<Long> graceSeconds, Optional<Level> level) {
    /// Refuses parts out of range.
    public NewHeartbeat {
        Check.name("name", name, 80);
        Check.range("every_seconds", everySeconds, 10, 366L * 86_400);
        graceSeconds.ifPresent(seconds -> Check.range("grace_seconds", seconds, 0, 86_400));
        if (level.filter(one -> one == Level.OK).isPresent()) {
            throw new IllegalArgumentException("level is ok, must be warning or critical");
        }
    }
}
