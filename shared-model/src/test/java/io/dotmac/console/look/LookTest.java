package io.dotmac.console.look;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.Severity;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookTest {
    @Test
    void severitiesDifferWithoutColour() {
        List<SeverityStyle> styles =
                Arrays.stream(Severity.values()).map(SeverityStyle::of).toList();

        assertThat(styles).extracting(SeverityStyle::letter).doesNotHaveDuplicates();
        assertThat(styles).extracting(SeverityStyle::glyph).doesNotHaveDuplicates();
        assertThat(styles).extracting(SeverityStyle::ascii).doesNotHaveDuplicates();
        assertThat(styles).extracting(SeverityStyle::fill).doesNotHaveDuplicates();
    }

    @Test
    void textIsReadableOnItsGround() {
        for (Theme theme : List.of(Theme.DARK, Theme.LIGHT)) {
            for (String ground : List.of(theme.background(), theme.panel(), theme.raised(), theme.selected())) {
                assertThat(contrast(theme.text(), ground)).as(theme.name()).isGreaterThan(7);
                assertThat(contrast(theme.muted(), ground)).as(theme.name()).isGreaterThan(4.5);
            }
            assertThat(contrast(theme.accent(), theme.background())).isGreaterThan(4.5);
        }
    }

    @Test
    void blackTextIsReadableOnEverySeverity() {
        for (Severity severity : Severity.values()) {
            assertThat(contrast("#000000", Theme.LIGHT.fill(severity)))
                    .as(severity.name())
                    .isGreaterThan(4.5);
        }
    }

    /// As WCAG 2.2 defines it.
    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String hex) {
        int rgb = Integer.parseInt(hex.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
