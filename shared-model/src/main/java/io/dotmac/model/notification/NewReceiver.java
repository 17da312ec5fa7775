package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.Optional;

/// A receiver that somebody asks for, or how one is to be from now on.
///
/// @param name unique in the tenant
/// @param target where it is reached
/// @param enabled whether it is told anything; yes when absent
/// @param standard whether it is told what no route is about; yes when absent
/// @param perMinute most messages in a minute, what is more comes as one summary; 20 when absent
/// @param inDoubt what becomes of a message when a server died while it sent it; `again` when absent
/// @param template own words
public record NewReceiver(
        String name,
        Target target,
        Optional<Boolean> enabled,
        Optional<Boolean> standard,
        Optional<Integer> perMinute,
        Optional<InDoubt> inDoubt,
        Optional<NoticeTemplate> template) {
    private static final int MOST = 600;

    /// Refuses parts out of range.
    public NewReceiver {
        Check.name("name", name, 80);
        perMinute.ifPresent(number -> Check.range("per_minute", number, 1, MOST));
    }

    /// A receiver as it usually is.
    public static NewReceiver of(String name, Target target) {
        return new NewReceiver(
                name, target, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
