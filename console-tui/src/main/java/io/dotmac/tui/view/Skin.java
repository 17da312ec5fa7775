package io.dotmac.tui.view;

import com.googlecode.lanterna.TextColor;
import io.dotmac.console.look.SeverityStyle;
import io.dotmac.console.look.Theme;
import io.dotmac.console.text.Spark;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Table;
import io.dotmac.tui.terminal.ColorDepth;
import io.dotmac.tui.terminal.GlyphSet;
import java.util.List;

/// Roles of the look as the inks and signs that this terminal has.
///
/// Text and ground are the terminal's own, so the console sits well in a dark and in a light one. In mono, letters,
/// bold, underline and reverse carry what colour does elsewhere.
public final class Skin {
    /// By the index that every terminal gives them.
    private static final List<TextColor.ANSI> ANSI_COLORS = List.of(
            TextColor.ANSI.BLACK,
            TextColor.ANSI.RED,
            TextColor.ANSI.GREEN,
            TextColor.ANSI.YELLOW,
            TextColor.ANSI.BLUE,
            TextColor.ANSI.MAGENTA,
            TextColor.ANSI.CYAN,
            TextColor.ANSI.WHITE,
            TextColor.ANSI.BLACK_BRIGHT,
            TextColor.ANSI.RED_BRIGHT,
            TextColor.ANSI.GREEN_BRIGHT,
            TextColor.ANSI.YELLOW_BRIGHT,
            TextColor.ANSI.BLUE_BRIGHT,
            TextColor.ANSI.MAGENTA_BRIGHT,
            TextColor.ANSI.CYAN_BRIGHT,
            TextColor.ANSI.WHITE_BRIGHT);

    private final Theme theme;
    private final ColorDepth depth;
    private final GlyphSet glyphs;

    /// @param theme whose colours are used
    /// @param depth of colours that the terminal has
    /// @param glyphs that it can show
    public Skin(Theme theme, ColorDepth depth, GlyphSet glyphs) {
        this.theme = theme;
        this.depth = depth;
        this.glyphs = glyphs;
    }

    /// What is read first.
    public Ink text() {
        return Ink.PLAIN;
    }

    /// What is read second.
    public Ink muted() {
        return Ink.of(color(theme.muted(), TextColor.ANSI.DEFAULT));
    }

    /// Lines and marks that need not be read.
    public Ink faint() {
        return Ink.of(color(theme.faint(), TextColor.ANSI.BLACK_BRIGHT));
    }

    /// Titles and names.
    public Ink strong() {
        return Ink.PLAIN.withBold();
    }

    /// What has the focus.
    public Ink accent() {
        Ink accent = Ink.of(color(theme.accent(), TextColor.ANSI.BLUE_BRIGHT));
        return depth == ColorDepth.MONO ? accent.withBold() : accent;
    }

    /// The selected row: reverse, never a colour.
    public Ink cursor() {
        return Ink.PLAIN.withReverse();
    }

    /// A severity as text.
    public Ink severity(Severity severity) {
        if (severity == Severity.OK) {
            return depth == ColorDepth.MONO ? Ink.PLAIN : Ink.of(severityColor(severity));
        }
        Ink ink = depth == ColorDepth.MONO ? Ink.PLAIN : Ink.of(severityColor(severity));
        boolean few = depth == ColorDepth.ANSI || depth == ColorDepth.MONO;
        return switch (SeverityStyle.of(severity).emphasis()) {
            case NONE -> ink;
            case BOLD -> ink.withBold();
            case REVERSE -> few ? ink.withReverse() : ink.withBold();
            case UNDERLINE -> few ? ink.withUnderline() : ink;
        };
    }

    /// A severity's value in a table: `OK` is plain text.
    public Ink value(Severity severity) {
        return severity == Severity.OK ? text() : severity(severity);
    }

    /// A severity as a fill, for banners and badges.
    public Ink fill(Severity severity) {
        return depth == ColorDepth.MONO
                ? Ink.PLAIN.withReverse().withBold()
                : Ink.of(TextColor.ANSI.BLACK).on(severityColor(severity));
    }

    /// The sign of a severity.
    public String mark(Severity severity) {
        SeverityStyle style = SeverityStyle.of(severity);
        return String.valueOf(glyphs.unicode() ? style.glyph() : style.ascii());
    }

    /// How sparklines are drawn.
    public Spark.Style spark() {
        return switch (glyphs) {
            case BRAILLE -> Spark.Style.BRAILLE;
            case BLOCKS -> Spark.Style.BLOCKS;
            case ASCII -> Spark.Style.ASCII;
        };
    }

    /// `unicode` where the terminal shows it, else `ascii`.
    public String sign(String unicode, String ascii) {
        return glyphs.unicode() ? unicode : ascii;
    }

    /// Stands where text was cut.
    public char ellipsis() {
        return glyphs.unicode() ? '…' : '~';
    }

    /// Inks of tables.
    public Table.Look table() {
        return new Table.Look(muted(), cursor(), ellipsis());
    }

    private TextColor severityColor(Severity severity) {
        SeverityStyle style = SeverityStyle.of(severity);
        return color(style.fill(), ANSI_COLORS.get(style.ansi()));
    }

    private TextColor color(String hex, TextColor few) {
        int red = Integer.parseInt(hex, 1, 3, 16);
        int green = Integer.parseInt(hex, 3, 5, 16);
        int blue = Integer.parseInt(hex, 5, 7, 16);
        return switch (depth) {
            case TRUECOLOR -> new TextColor.RGB(red, green, blue);
            case INDEXED -> TextColor.Indexed.fromRGB(red, green, blue);
            case ANSI -> few;
            case MONO -> TextColor.ANSI.DEFAULT;
        };
    }
}
