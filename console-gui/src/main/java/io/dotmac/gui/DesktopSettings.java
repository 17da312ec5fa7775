package io.dotmac.gui;

import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.theme.Appearance;
import io.dotmac.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// What the console remembers of how the operator likes it, in `desktop.json`.
///
/// @param theme dark, light or as the system
/// @param zoom 0.8 to 2
record DesktopSettings(Appearance.Mode theme, double zoom) {
    /// As the system, at normal size.
    static final DesktopSettings DEFAULT = new DesktopSettings(Appearance.Mode.SYSTEM, 1);

    private static final System.Logger LOG = System.getLogger(DesktopSettings.class.getName());

    DesktopSettings {
        zoom = Math.clamp(zoom, Appearance.MIN_ZOOM, Appearance.MAX_ZOOM);
    }

    /// Reads them; a file that is absent or damaged means the defaults.
    static DesktopSettings load(Path file) {
        FxThread.forbid("reading settings");
        try {
            return Files.exists(file) ? Json.read(Files.readAllBytes(file), DesktopSettings.class) : DEFAULT;
        } catch (IOException | Json.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "settings not read file=" + file, e);
            return DEFAULT;
        }
    }

    /// Writes them, whole or not at all.
    void save(Path file) {
        FxThread.forbid("writing settings");
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, Json.bytes(this));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "settings not written file=" + file, e);
        }
    }
}
