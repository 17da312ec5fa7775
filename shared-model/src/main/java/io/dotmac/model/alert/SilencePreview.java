package io.dotmac.model.alert;

import java.util.List;

/// What a silence would keep quiet if it were made now.
///
/// @param matches how many alerts fire now and match
/// @param alerts the first of them
public record SilencePreview(int matches, List<Alert> alerts) {
    /// Copies the alerts.
    public SilencePreview {
        alerts = List.copyOf(alerts);
    }
}
