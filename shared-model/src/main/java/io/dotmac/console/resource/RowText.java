package io.dotmac.console.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dotmac.console.text.Clean;
import io.dotmac.model.Json;
import io.dotmac.model.live.LiveRow;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Rows as text: records for a pager, tables for scripts and spreadsheets.
public final class RowText {
    private static final ObjectWriter JSON = Json.mapper().writerWithDefaultPrettyPrinter();
    private static final ObjectWriter YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .build()
            .writer();

    private RowText() {}

    /// A record as indented JSON, cleaned.
    public static String json(LiveRow row) {
        return write(JSON, row);
    }

    /// Several records as one JSON list, cleaned.
    public static String json(List<? extends LiveRow> rows) {
        return rows.stream().map(RowText::json).collect(Collectors.joining(",\n", "[\n", "\n]"));
    }

    /// A record as YAML, cleaned.
    public static String yaml(LiveRow row) {
        return write(YAML, row).stripTrailing();
    }

    /// Rows in aligned columns, without those that are only for wide screens.
    public static <R> String table(ResourceView<R> view, List<R> rows) {
        List<Column<R>> columns =
                view.columns().stream().filter(column -> !column.wide()).toList();
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::title).toList());
        rows.forEach(row ->
                lines.add(columns.stream().map(column -> column.text(row)).toList()));
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return lines.stream().map(line -> aligned(columns, line, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    /// Rows with all columns as comma-separated values, header first. A cell that a spreadsheet would take for a
    /// formula is led by an apostrophe.
    public static <R> String csv(ResourceView<R> view, List<R> rows) {
        StringBuilder out = new StringBuilder();
        out.append(view.columns().stream().map(Column::id).collect(Collectors.joining(",")))
                .append("\r\n");
        for (R row : rows) {
            out.append(view.columns().stream()
                            .map(column -> quoted(column.text(row)))
                            .collect(Collectors.joining(",")))
                    .append("\r\n");
        }
        return out.toString();
    }

    private static <R> String aligned(List<Column<R>> columns, List<String> line, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = line.get(i);
            String pad = " ".repeat(widths[i] - text.length());
            boolean right = columns.get(i).align() == Column.Align.RIGHT;
            out.append(i == 0 ? "" : "  ").append(right ? pad + text : text + pad);
        }
        return out.toString().stripTrailing();
    }

    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.contains(",") || safe.contains("\"") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static String write(ObjectWriter writer, LiveRow row) {
        try {
            JsonNode tree = Json.mapper().valueToTree(row);
            return Clean.block(writer.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
