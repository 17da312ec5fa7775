package io.dotmac.console.look;

import io.dotmac.model.fleet.Severity;

/// Colours of one theme, `#rrggbb`; both consoles take theirs from here. Severity colours are in [SeverityStyle].
///
/// @param name `dark` or `light`
/// @param dark whether text is brighter than its ground
/// @param background of the window
/// @param panel of cards and bars
/// @param raised of popovers and headers
/// @param line between cards
/// @param rowLine between rows of a table
/// @param text that is read first
/// @param muted text that is read second
/// @param faint lines and marks that need not be read
/// @param accent of what has the focus and of links
/// @param selected ground of the selected row
public record Theme(
        String name,
        boolean dark,
        String background,
        String panel,
        String raised,
        String line,
        String rowLine,
        String text,
        String muted,
        String faint,
        String accent,
        String selected) {
    /// For dark rooms, and the default.
    public static final Theme DARK = new Theme(
            "dark", true, "#0d1117", "#151b23", "#1b222c", "#2a323d", "#20272f", "#e6edf3", "#9198a1", "#656d76",
            "#4493f8", "#182333");
    /// For bright rooms and paper.
    public static final Theme LIGHT = new Theme(
            "light", false, "#ffffff", "#f6f8fa", "#ffffff", "#d1d9e0", "#e4e9ee", "#1f2328", "#59636e", "#818b98",
            "#0969da", "#ddf0ff");

    /// The fill that stands for a severity; the same in both themes.
    public String fill(Severity severity) {
        return SeverityStyle.of(severity).fill();
    }
}
