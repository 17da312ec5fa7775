package io.dotmac.tui.kit;

import java.util.ArrayList;
import java.util.List;

/// A line of text in several inks.
///
/// @param spans from left to right
public record Line(List<Span> spans) {
    /// A stretch in one ink.
    ///
    /// @param text painted
    /// @param ink it is painted in
    public record Span(String text, Ink ink) {}

    /// Copies the spans.
    public Line {
        spans = List.copyOf(spans);
    }

    /// A line of one stretch.
    public static Line of(String text, Ink ink) {
        return new Line(List.of(new Span(text, ink)));
    }

    /// The same with a stretch more.
    public Line and(String text, Ink ink) {
        List<Span> more = new ArrayList<>(spans);
        more.add(new Span(text, ink));
        return new Line(more);
    }

    /// Columns that it takes.
    public int width() {
        return spans.stream().mapToInt(span -> Text.width(span.text())).sum();
    }

    /// Paints it and answers the column after it.
    public int paint(Pane pane, int x, int y) {
        int column = x;
        for (Span span : spans) {
            column = pane.put(column, y, span.text(), span.ink());
        }
        return column;
    }

    /// Paints it so that it ends before column `end`.
    public void paintRight(Pane pane, int end, int y) {
        paint(pane, end - width(), y);
    }
}
