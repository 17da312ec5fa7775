package io.dotmac.tui.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LaddersTest {
    @Test
    void theFlagOutranksTheEnvironment() {
        Map<String, String> environment = Map.of("NO_COLOR", "1", "LANG", "C");

        assertThat(ColorDepth.choose(Optional.of("truecolor"), environment)).isEqualTo(ColorDepth.TRUECOLOR);
        assertThat(GlyphSet.choose(Optional.of("braille"), environment)).isEqualTo(GlyphSet.BRAILLE);
    }

    @Test
    void noColorOutranksColorterm() {
        assertThat(color(Map.of("NO_COLOR", "1", "COLORTERM", "truecolor", "TERM", "xterm-256color")))
                .isEqualTo(ColorDepth.MONO);
    }

    @Test
    void coloursFallStepByStep() {
        assertThat(color(Map.of("COLORTERM", "truecolor", "TERM", "xterm"))).isEqualTo(ColorDepth.TRUECOLOR);
        assertThat(color(Map.of("TERM", "screen-256color"))).isEqualTo(ColorDepth.INDEXED);
        assertThat(color(Map.of("TERM", "linux"))).isEqualTo(ColorDepth.ANSI);
        assertThat(color(Map.of("TERM", "vt100"))).isEqualTo(ColorDepth.MONO);
        assertThat(color(Map.of())).isEqualTo(ColorDepth.MONO);
    }

    @Test
    void glyphsFollowTheLocaleAndTheConsole() {
        assertThat(glyphs(Map.of("LANG", "en_NG.UTF-8"))).isEqualTo(GlyphSet.BRAILLE);
        assertThat(glyphs(Map.of("LANG", "en_NG.UTF-8", "TERM", "linux"))).isEqualTo(GlyphSet.BLOCKS);
        assertThat(glyphs(Map.of("LC_ALL", "C", "LANG", "en_NG.UTF-8"))).isEqualTo(GlyphSet.ASCII);
        assertThat(glyphs(Map.of())).isEqualTo(GlyphSet.ASCII);
    }

    @Test
    void anUnknownValueNamesWhatIsAllowed() {
        assertThatThrownBy(() -> ColorDepth.choose(Optional.of("pink"), Map.of()))
                .hasMessage("--color is pink, allowed: auto, 16, 24bit, 256, mono, never, truecolor");
        assertThatThrownBy(() -> GlyphSet.choose(Optional.of("runes"), Map.of()))
                .hasMessage("--glyphs is runes, allowed: auto, braille, blocks, ascii");
    }

    private static ColorDepth color(Map<String, String> environment) {
        return ColorDepth.choose(Optional.empty(), environment);
    }

    private static GlyphSet glyphs(Map<String, String> environment) {
        return GlyphSet.choose(Optional.empty(), environment);
    }
}
