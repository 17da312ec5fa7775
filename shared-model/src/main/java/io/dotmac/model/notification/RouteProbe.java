package io.dotmac.model.notification;

import io.dotmac.model.alert.Level;
import java.util.Map;

/// An alert that there might be.
///
/// @param labels what it would be about
/// @param level how bad it would be
public record RouteProbe(Map<String, String> labels, Level level) {
    /// Copies the labels.
    public RouteProbe {
        labels = Map.copyOf(labels);
    }
}
