package io.dotmac.gui;

import io.dotmac.gui.theme.Appearance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What was said on the command line about how the console starts.
///
/// @param theme dark, light or as the system
/// @param view id of the first view
/// @param width of the window
/// @param height of the window
/// @param wallboard whether to start full screen with rotating views
/// @param snapshot where to write a picture of the first data; the console then ends
public record DesktopOptions(
        Optional<Appearance.Mode> theme,
        String view,
        int width,
        int height,
        boolean wallboard,
        Optional<Path> snapshot) {
    /// What [#view] may be.
    public static final List<String> VIEWS = List.of(
            "overview",
            "alerts",
            "nodes",
            "dependencies",
            "replication",
            "containers",
            "workloads",
            "handover",
            "silences",
            "settings");

    /// Refuses views that do not exist and a window that nothing fits in.
    public DesktopOptions {
        if (!VIEWS.contains(view)) {
            throw new IllegalArgumentException("view is " + view + ", must be one of " + VIEWS);
        }
        if (width < 640 || height < 400) {
            throw new IllegalArgumentException("size is " + width + "x" + height + ", must be at least 640x400");
        }
    }

    /// A window of 1440x900 with the overview.
    public static DesktopOptions defaults() {
        return new DesktopOptions(Optional.empty(), "overview", 1440, 900, false, Optional.empty());
    }
}
