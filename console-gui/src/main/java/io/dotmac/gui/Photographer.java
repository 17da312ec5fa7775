package io.dotmac.gui;

import io.dotmac.gui.fx.FxThread;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;

/// Writes what a window shows into a PNG file.
final class Photographer {
    private Photographer() {}

    /// Takes the picture; on the FX thread.
    static BufferedImage take(Scene scene) {
        WritableImage image = scene.snapshot(null);
        BufferedImage drawn = SwingFXUtils.fromFXImage(image, null);
        BufferedImage opaque = new BufferedImage(drawn.getWidth(), drawn.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(drawn, 0, 0, null);
        return opaque;
    }

    /// Writes it; off the FX thread.
    static void write(BufferedImage image, Path file) throws IOException {
        FxThread.forbid("writing a picture");
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        ImageIO.write(image, "png", file.toFile());
    }
}
