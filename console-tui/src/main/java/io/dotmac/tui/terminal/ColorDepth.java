package io.dotmac.tui.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How many colours the terminal has; no terminal can be asked, so flags and environment decide.
public enum ColorDepth {
    /// 24 bits.
    TRUECOLOR,
    /// The 256-colour cube.
    INDEXED,
    /// The eight colours and their bright twins.
    ANSI,
    /// None: letters, bold, underline and reverse carry the meaning.
    MONO;

    private static final Map<String, ColorDepth> FLAGS =
            Map.of("truecolor", TRUECOLOR, "24bit", TRUECOLOR, "256", INDEXED, "16", ANSI, "mono", MONO, "never", MONO);

    /// Takes the first that speaks: `flag`, `NO_COLOR`, `COLORTERM`, `TERM`.
    ///
    /// @param flag value of `--color`; `auto` is as good as none
    public static ColorDepth choose(Optional<String> flag, Map<String, String> environment) {
        String wanted = flag.map(text -> text.toLowerCase(Locale.ROOT)).orElse("auto");
        if (!wanted.equals("auto")) {
            ColorDepth depth = FLAGS.get(wanted);
            if (depth == null) {
                throw new IllegalArgumentException("--color is " + wanted + ", allowed: auto, "
                        + FLAGS.keySet().stream().sorted().collect(Collectors.joining(", ")));
            }
            return depth;
        }
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return MONO;
        }
        String colorTerm = environment.getOrDefault("COLORTERM", "");
        if (Arrays.asList("truecolor", "24bit").contains(colorTerm)) {
            return TRUECOLOR;
        }
        return byTerm(environment.getOrDefault("TERM", ""));
    }

    private static ColorDepth byTerm(String term) {
        if (term.endsWith("-direct")) {
            return TRUECOLOR;
        }
        if (term.contains("256")) {
            return INDEXED;
        }
        if (term.isEmpty() || term.equals("dumb") || term.startsWith("vt1") || term.startsWith("vt2")) {
            return MONO;
        }
        return ANSI;
    }
}
