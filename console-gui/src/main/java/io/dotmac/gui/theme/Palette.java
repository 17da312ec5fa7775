package io.dotmac.gui.theme;

import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.look.Theme;
import io.dotmac.model.fleet.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javafx.scene.paint.Color;

/// All colours of one appearance by name, for style sheets (`-dm-name`) and for canvases.
///
/// @param dark which appearance
/// @param colours name to web colour
public record Palette(boolean dark, Map<String, String> colours) {
    private static final Map<String, String> DARK = Map.ofEntries(
            Map.entry("hover", "#1b222c"),
            Map.entry("primary", "#1f6feb"),
            Map.entry("danger", "#ff7b72"),
            Map.entry("flash", "#1d3554"),
            Map.entry("veil", "rgba(1, 4, 9, 0.6)"),
            Map.entry("banner-fill", "#2b2410"),
            Map.entry("banner-line", "#7a5b00"),
            Map.entry("protected-fill", "#3d1400"),
            Map.entry("protected-text", "#ffb38a"),
            Map.entry("cell-ok", "#12372c"),
            Map.entry("cell-ok-text", "#6fc3a3"),
            Map.entry("cell-absent", "#171e27"),
            Map.entry("stale-text", "#c8ccd0"),
            Map.entry("line-ok", "#3fb68b"),
            Map.entry("line-critical", "#f07a2e"),
            Map.entry("line-major", "#e69f00"),
            Map.entry("line-minor", "#f0e442"),
            Map.entry("line-info", "#56b4e9"),
            Map.entry("line-stale", "#9198a1"),
            Map.entry("line-maintenance", "#a874ff"));

    private static final Map<String, String> LIGHT = Map.ofEntries(
            Map.entry("hover", "#eaeef2"),
            Map.entry("primary", "#0969da"),
            Map.entry("danger", "#b42318"),
            Map.entry("flash", "#cfe6ff"),
            Map.entry("veil", "rgba(31, 35, 40, 0.35)"),
            Map.entry("banner-fill", "#fff4d1"),
            Map.entry("banner-line", "#d4a72c"),
            Map.entry("protected-fill", "#ffe7d9"),
            Map.entry("protected-text", "#7a2e00"),
            Map.entry("cell-ok", "#d3eee3"),
            Map.entry("cell-ok-text", "#0b5d44"),
            Map.entry("cell-absent", "#f0f3f6"),
            Map.entry("stale-text", "#59636e"),
            Map.entry("line-ok", "#0a7a57"),
            Map.entry("line-critical", "#b84f00"),
            Map.entry("line-major", "#9a6700"),
            Map.entry("line-minor", "#7d7000"),
            Map.entry("line-info", "#0e6fa5"),
            Map.entry("line-stale", "#59636e"),
            Map.entry("line-maintenance", "#7a3fe0"));

    /// The names that AtlantaFX looks up, in our words.
    private static final Map<String, String> ATLANTA = Map.ofEntries(
            Map.entry("-color-bg-default", "-dm-background"),
            Map.entry("-color-bg-overlay", "-dm-panel"),
            Map.entry("-color-bg-subtle", "-dm-panel"),
            Map.entry("-color-bg-inset", "-dm-background"),
            Map.entry("-color-fg-default", "-dm-text"),
            Map.entry("-color-fg-muted", "-dm-muted"),
            Map.entry("-color-fg-subtle", "-dm-muted"),
            Map.entry("-color-border-default", "-dm-line"),
            Map.entry("-color-border-muted", "-dm-line"),
            Map.entry("-color-border-subtle", "-dm-row-line"),
            Map.entry("-color-accent-fg", "-dm-accent"),
            Map.entry("-color-accent-emphasis", "-dm-primary"),
            Map.entry("-color-accent-muted", "-dm-accent"),
            Map.entry("-color-accent-subtle", "-dm-selected"));

    /// Copies the colours.
    public Palette {
        colours = Map.copyOf(colours);
    }

    /// The colours of the dark or of the light appearance.
    public static Palette of(boolean dark) {
        Map<String, String> all = new TreeMap<>(shared(dark ? Theme.DARK : Theme.LIGHT));
        for (Severity severity : Severity.values()) {
            all.put(name(severity), SeverityStyle.of(severity).fill());
        }
        all.putAll(dark ? DARK : LIGHT);
        return new Palette(dark, all);
    }

    /// The name of a severity's fill, which is also its style class.
    public static String name(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    /// A colour by its name.
    public Color colour(String name) {
        String web = colours.get(name);
        if (web == null) {
            throw new IllegalArgumentException("no colour is named " + name);
        }
        return Color.web(web);
    }

    /// The colour in which a line of that severity is drawn.
    public Color line(Severity severity) {
        return colour("line-" + name(severity));
    }

    /// A style sheet that defines all names, as a `data:` address.
    public String sheet() {
        String own = colours.entrySet().stream()
                .map(entry -> "-dm-" + entry.getKey() + ": " + entry.getValue() + ";")
                .collect(Collectors.joining());
        String theirs = ATLANTA.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + ";")
                .collect(Collectors.joining());
        byte[] css = (".root {" + own + theirs + "}").getBytes(StandardCharsets.UTF_8);
        return "data:text/css;base64," + Base64.getEncoder().encodeToString(css);
    }

    private static Map<String, String> shared(Theme theme) {
        return Map.of(
                "background", theme.background(),
                "panel", theme.panel(),
                "raised", theme.raised(),
                "line", theme.line(),
                "row-line", theme.rowLine(),
                "text", theme.text(),
                "muted", theme.muted(),
                "faint", theme.faint(),
                "accent", theme.accent(),
                "selected", theme.selected());
    }
}
