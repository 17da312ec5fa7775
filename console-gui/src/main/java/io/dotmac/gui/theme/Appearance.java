package io.dotmac.gui.theme;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.net.URL;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.Scene;

/// Dark or light, and how large: what the operator chose, or what the desktop says. Used on the FX thread only.
public final class Appearance {
    /// What may be chosen.
    public enum Mode {
        /// As the operating system.
        SYSTEM,
        /// Dark whatever the system says.
        DARK,
        /// Light whatever the system says.
        LIGHT
    }

    /// Smallest zoom.
    public static final double MIN_ZOOM = 0.8;
    /// Largest zoom.
    public static final double MAX_ZOOM = 2.0;

    private static final String SHEET = "/io/dotmac/gui/desktop.css";

    private final ObjectProperty<Mode> mode = new SimpleObjectProperty<>(Mode.SYSTEM);
    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
    private final ReadOnlyObjectWrapper<Palette> palette = new ReadOnlyObjectWrapper<>(Palette.of(true));

    /// Follows `mode`; the system's changes are heard too.
    public Appearance(Mode first) {
        mode.set(first);
        mode.addListener((property, before, now) -> choose());
        Platform.getPreferences().colorSchemeProperty().addListener((property, before, now) -> choose());
        choose();
    }

    /// What was chosen.
    public ObjectProperty<Mode> mode() {
        return mode;
    }

    /// 1 is as drawn; kept within [#MIN_ZOOM] and [#MAX_ZOOM].
    public DoubleProperty zoom() {
        return zoom;
    }

    /// Zooms by whole steps of ten per cent.
    public void zoomBy(int steps) {
        zoom.set(Math.clamp(Math.round(zoom.get() * 10 + steps) / 10.0, MIN_ZOOM, MAX_ZOOM));
    }

    /// The colours of now.
    public ReadOnlyObjectProperty<Palette> palette() {
        return palette.getReadOnlyProperty();
    }

    /// Dresses `scene` now and at every change.
    public void dress(Scene scene) {
        palette.addListener((property, before, now) -> sheets(scene));
        sheets(scene);
    }

    private void choose() {
        boolean dark = switch (mode.get()) {
            case DARK -> true;
            case LIGHT -> false;
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
        Application.setUserAgentStylesheet(
                dark ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        palette.set(Palette.of(dark));
    }

    private void sheets(Scene scene) {
        URL sheet = Objects.requireNonNull(Appearance.class.getResource(SHEET), SHEET);
        scene.getStylesheets().setAll(palette.get().sheet(), sheet.toExternalForm());
        scene.setFill(palette.get().colour("background"));
    }
}
