package io.dotmac.tui.view;

import io.dotmac.console.resource.Section;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Sections of names and values as lines of a terminal.
final class SectionText {
    private static final int WIDEST_NAME = 24;

    private SectionText() {}

    /// Lines to paint; long values go on under themselves.
    ///
    /// @param value what is drawn of a field
    static List<Line> lines(Skin skin, List<Section> sections, int width, Function<Section.Field, String> value) {
        int names = sections.stream()
                .flatMap(section -> section.fields().stream())
                .mapToInt(field -> Text.width(field.name()))
                .max()
                .orElse(0);
        int labels = Math.min(names, WIDEST_NAME) + 2;
        List<Line> lines = new ArrayList<>();
        for (Section section : sections) {
            if (!lines.isEmpty()) {
                lines.add(Line.of("", skin.text()));
            }
            lines.add(Line.of(section.title().toUpperCase(Locale.ROOT), skin.muted()));
            for (Section.Field field : section.fields()) {
                // What has no name is a sentence, and begins where names begin.
                int indent = field.name().isEmpty() ? 0 : labels;
                String label = Text.cut(field.name(), Math.max(0, indent - 2), skin.ellipsis());
                List<String> parts = Text.wrapped(value.apply(field), Math.max(10, width - indent - 4));
                lines.add(Line.of("  " + label + " ".repeat(indent - Text.width(label)), skin.muted())
                        .and(parts.getFirst(), skin.value(field.severity())));
                parts.stream()
                        .skip(1)
                        .forEach(part ->
                                lines.add(Line.of(" ".repeat(indent + 2) + part, skin.value(field.severity()))));
            }
        }
        return lines;
    }

    /// The same to be copied.
    static String plain(List<Section> sections) {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            text.append(section.title()).append('\n');
            section.fields()
                    .forEach(field -> text.append("  ")
                            .append(field.name().isEmpty() ? "" : field.name() + ": ")
                            .append(field.value())
                            .append('\n'));
        }
        return text.toString();
    }
}
