package io.dotmac.tui.terminal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which signs the terminal's font and character set can show.
public enum GlyphSet {
    /// Unicode with braille patterns: two points and four levels a cell.
    BRAILLE,
    /// Unicode with block eighths.
    BLOCKS,
    /// Seven bits.
    ASCII;

    /// Takes `flag` when it speaks, else what the locale and `TERM` allow.
    ///
    /// @param flag value of `--glyphs`; `auto` is as good as none
    public static GlyphSet choose(Optional<String> flag, Map<String, String> environment) {
        return switch (flag.map(text -> text.toLowerCase(Locale.ROOT)).orElse("auto")) {
            case "braille" -> BRAILLE;
            case "blocks" -> BLOCKS;
            case "ascii" -> ASCII;
            case "auto" -> byEnvironment(environment);
            default ->
                throw new IllegalArgumentException(
                        "--glyphs is " + flag.orElse("") + ", allowed: auto, braille, blocks, ascii");
        };
    }

    /// Whether more than seven bits may be written.
    public boolean unicode() {
        return this != ASCII;
    }

    private static GlyphSet byEnvironment(Map<String, String> environment) {
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("")
                .toUpperCase(Locale.ROOT);
        if (!locale.contains("UTF-8") && !locale.contains("UTF8")) {
            return ASCII;
        }
        // The Linux text console has 512 glyphs, none of them braille.
        return environment.getOrDefault("TERM", "").equals("linux") ? BLOCKS : BRAILLE;
    }
}
