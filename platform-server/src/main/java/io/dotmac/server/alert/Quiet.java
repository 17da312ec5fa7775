package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Alert.Facts;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Silence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Finds what keeps an alert quiet, now or then.
final class Quiet {
    private Quiet() {}

    /// @param silences those that there are, whether they count at `at` or not
    /// @param windows those that there are, whether they are on at `at` or not
    /// @param causes of what fired at `at`
    static Facts facts(Alert alert, List<Silence> silences, List<Maintenance> windows, Causes causes, Instant at) {
        List<UUID> matching = silences.stream()
                .filter(silence -> silence.isActive(at) && silence.matches(alert.labels()))
                .map(Silence::id)
                .toList();
        Optional<String> window = windows.stream()
                .filter(one -> one.matches(alert.labels()) && one.isActive(at))
                .map(Maintenance::name)
                .findFirst();
        return new Facts(matching, causes.of(alert), window);
    }
}
