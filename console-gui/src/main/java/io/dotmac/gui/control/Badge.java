package io.dotmac.gui.control;

import io.dotmac.console.look.SeverityStyle;
import io.dotmac.gui.theme.Palette;
import io.dotmac.model.fleet.Severity;
import java.util.Arrays;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;

/// A severity as a filled square with its letter, never as a colour alone.
public final class Badge extends Label {
    private static final List<String> CLASSES =
            Arrays.stream(Severity.values()).map(Palette::name).toList();

    /// Shows `severity`.
    public Badge(Severity severity) {
        getStyleClass().add("badge");
        setAccessibleRole(AccessibleRole.TEXT);
        show(severity, "");
    }

    /// Shows `severity`, and after its letter a count or an age.
    public Badge show(Severity severity, String more) {
        SeverityStyle style = SeverityStyle.of(severity);
        getStyleClass().removeAll(CLASSES);
        getStyleClass().add(Palette.name(severity));
        String letter = style.letter() == ' ' ? String.valueOf(style.glyph()) : String.valueOf(style.letter());
        setText(more.isEmpty() ? letter : letter + " " + more);
        setAccessibleText(more.isEmpty() ? style.label() : style.label() + " " + more);
        setMinWidth(USE_PREF_SIZE);
        return this;
    }
}
