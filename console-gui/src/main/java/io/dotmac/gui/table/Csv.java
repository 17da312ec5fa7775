package io.dotmac.gui.table;

import java.util.List;
import java.util.stream.Collectors;

/// Writes tables for spreadsheets (RFC 4180) and for the clipboard.
///
/// A field that a spreadsheet would run as a formula gets an apostrophe in front, so that a hostile name stays a name.
public final class Csv {
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Csv() {}

    /// Header and rows with `\r\n` after each.
    public static String of(List<String> header, List<List<String>> rows) {
        StringBuilder out = new StringBuilder(line(header));
        rows.forEach(row -> out.append(line(row)));
        return out.toString();
    }

    /// Columns aligned with blanks, for pasting into a chat or a ticket.
    public static String aligned(List<String> header, List<List<String>> rows) {
        int[] widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder out = new StringBuilder(padded(header, widths));
        rows.forEach(row -> out.append(padded(row, widths)));
        return out.toString();
    }

    private static String line(List<String> fields) {
        return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String field(String text) {
        boolean number = text.matches("-[0-9.]+");
        boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 && !number;
        String safe = formula ? "'" + text : text;
        return safe.matches("(?s).*[\",\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    private static String padded(List<String> fields, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String text = fields.get(column);
            out.append(text).repeat(" ", widths[column] - text.length() + 2);
        }
        return out.toString().stripTrailing() + "\n";
    }
}
