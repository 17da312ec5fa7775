package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.gui.theme.Palette;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import javafx.scene.paint.Color;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaletteTest {
    private static final double TEXT = 4.5;
    private static final double GRAPHIC = 3;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wordsCanBeReadOnEveryGround(boolean dark) {
        Palette palette = Palette.of(dark);

        for (String words : List.of("text", "muted", "danger")) {
            for (String ground : List.of("background", "panel", "raised", "hover", "selected")) {
                assertThat(contrast(palette, words, ground))
                        .as(words + " on " + ground)
                        .isGreaterThanOrEqualTo(TEXT);
            }
        }
        assertThat(contrast(palette, "protected-text", "protected-fill")).isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(palette, "cell-ok-text", "cell-ok")).isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(palette, "text", "banner-fill")).isGreaterThanOrEqualTo(TEXT);
        assertThat(contrast(palette, "stale-text", "panel")).isGreaterThanOrEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severitiesCanBeReadAndSeen(boolean dark) {
        Palette palette = Palette.of(dark);

        for (Severity severity : Severity.values()) {
            boolean fill = severity != Severity.OK && severity != Severity.STALE;
            if (fill) {
                assertThat(ratio(Color.BLACK, palette.colour(Palette.name(severity))))
                        .as("black on " + severity)
                        .isGreaterThanOrEqualTo(TEXT);
            }
            assertThat(ratio(palette.line(severity), palette.colour("panel")))
                    .as("line of " + severity)
                    .isGreaterThanOrEqualTo(TEXT);
        }
        assertThat(contrast(palette, "accent", "panel")).isGreaterThanOrEqualTo(GRAPHIC);
    }

    private static double contrast(Palette palette, String above, String below) {
        return ratio(palette.colour(above), palette.colour(below));
    }

    /// WCAG 2.2, 1.4.3.
    private static double ratio(Color one, Color other) {
        double lighter = Math.max(luminance(one), luminance(other));
        double darker = Math.min(luminance(one), luminance(other));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    private static double linear(double part) {
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
