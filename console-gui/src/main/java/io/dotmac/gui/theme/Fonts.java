package io.dotmac.gui.theme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import javafx.scene.text.Font;
import javafx.scene.text.FontWeight;

/// The bundled typefaces: Inter with tabular figures for text, JetBrains Mono for names of machines, ids and addresses.
public final class Fonts {
    /// Family of text.
    public static final String TEXT = "Inter Tabular";
    /// Family of names, ids and addresses.
    public static final String MONO = "JetBrains Mono";

    private static final List<String> FILES = List.of(
            "inter-tabular-regular.otf",
            "inter-tabular-bold.otf",
            "jetbrains-mono-regular.ttf",
            "jetbrains-mono-bold.ttf");

    private Fonts() {}

    /// Makes the families known to JavaFX; again is harmless.
    public static void load() {
        for (String file : FILES) {
            try (InputStream in = Fonts.class.getResourceAsStream("/io/dotmac/gui/fonts/" + file)) {
                if (in == null || Font.loadFont(in, 13) == null) {
                    throw new IllegalStateException("font " + file + " is not readable");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A font for a canvas.
    public static Font text(double size, boolean bold) {
        return Font.font(TEXT, bold ? FontWeight.BOLD : FontWeight.NORMAL, size);
    }

    /// A font for names on a canvas.
    public static Font mono(double size) {
        return Font.font(MONO, size);
    }
}
