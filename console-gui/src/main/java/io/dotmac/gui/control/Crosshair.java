package io.dotmac.gui.control;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;

/// The point in time that all charts of a view mark together.
public final class Crosshair {
    private final DoubleProperty time = new SimpleDoubleProperty(Double.NaN);

    /// Epoch seconds, `NaN` while the pointer is elsewhere.
    public DoubleProperty time() {
        return time;
    }
}
